/** What stands in where a face of official documents is not installed: the one of the system that comes nearest. */
const SUBSTITUTES: Record<string, string> = {
  方正小标宋简体: '宋体',
  仿宋_GB2312: '仿宋',
  黑体: 'SimHei',
};

/** The table of a document's fonts (word/fontTable.xml) with the names of their substitutes. */
export function fontTable(names: readonly string[]): string {
  const fonts = names.map(
    (name) =>
      `<w:font w:name="${name}"><w:altName w:val="${SUBSTITUTES[name] ?? '宋体'}"/><w:charset w:val="86"/>` +
      '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>',
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' +
    `${fonts.join('')}</w:fonts>`
  );
}
