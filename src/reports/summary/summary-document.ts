import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip as millimetres,
  Document,
  Footer,
  HeadingLevel,
  type IRunOptions,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { EventSummary } from '../../contracts/summary.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import { fontTable } from './document-fonts.js';
import { SummaryText, type SummaryTable, summaryTables } from './summary-tables.js';
import { SUMMARY_WORDS, type SummaryWords } from './summary-words.js';

/** Page and type as in GB/T 9704-2012 (党政机关公文格式): A4, a type area of 156 mm, 二号 titles, 三号 text on 28 pt. */
const PAGE = { size: { width: 11_906, height: 16_838 } };
const MARGIN = {
  top: millimetres(37),
  bottom: millimetres(35),
  left: millimetres(28),
  right: millimetres(26),
};
const TEXT_WIDTH = millimetres(156);
/** Half points: 二号, 三号, 小四. */
const SIZE = { title: 44, text: 32, table: 24 } as const;
const LEADING = { line: 28 * 20, lineRule: LineRuleType.EXACT } as const;
/** Two characters of the text. */
const INDENT = { firstLine: 2 * (SIZE.text / 2) * 20 };
const font = (eastAsia: string) => ({
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  cs: 'Times New Roman',
  eastAsia,
});
const FONT = { title: font('方正小标宋简体'), head: font('黑体'), text: font('仿宋_GB2312') };
const THIN = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const;

/** The summary as a document (DOCX) for the files: the figures are those of the page. */
export function summaryDocument(summary: EventSummary, locale: Locale, now: Date): Promise<Buffer> {
  const words = SUMMARY_WORDS[locale];
  const text = new SummaryText(locale);
  const tables = summaryTables(summary, words, text);
  const document = new Document({
    title: words.title(summary.event.title),
    creator: summary.event.host.name,
    styles: { default: { document: { run: { font: FONT.text, size: SIZE.text, language: { eastAsia: 'zh-CN' } } } } },
    sections: [
      {
        properties: { page: { ...PAGE, margin: MARGIN } },
        footers: { default: pageNumber() },
        children: [
          ...head(summary, words, text),
          heading(words.number(0) + words.about),
          ...factsOf(summary, words, text).map((fact) => paragraph(fact)),
          ...tables.flatMap((table, index) => part(table, words.number(index + 1))),
          ...signature(summary.event.host.name, text.date(now)),
        ],
      },
    ],
  });
  const names = Object.values(FONT).map(({ eastAsia }) => eastAsia);
  return Packer.toBuffer(document, undefined, [{ path: 'word/fontTable.xml', data: fontTable(names) }]);
}

function head({ event, progress, computedAt }: EventSummary, words: SummaryWords, text: SummaryText): Paragraph[] {
  const title = new Paragraph({
    heading: HeadingLevel.TITLE,
    alignment: AlignmentType.CENTER,
    spacing: { line: 35 * 20, lineRule: LineRuleType.EXACT, after: 200 },
    children: [run(words.title(event.title), { font: FONT.title, size: SIZE.title })],
  });
  if (progress === 'over') return [title];
  const said = [words.progress[progress], ...(computedAt ? [words.until(text.moment(computedAt))] : [])];
  return [title, paragraph(words.bracketed(said), { alignment: AlignmentType.CENTER, indent: {} })];
}

function factsOf(
  { event, sessions }: EventSummary,
  { facts, form, mode, comma, labelled }: SummaryWords,
  text: SummaryText,
) {
  const time = event.startsAt && event.endsAt ? text.span(event.startsAt, event.endsAt) : '';
  const known: [string, string][] = [
    [facts.form, form[event.form]],
    [facts.mode, mode[event.mode]],
    [facts.programme, event.programme?.name ?? ''],
    [facts.host, event.host.name],
    [facts.cohosts, event.cohosts.map(({ name }) => name).join(comma)],
    [facts.time, time],
    [facts.sessions, String(sessions.length)],
  ];
  return known.filter(([, said]) => said !== '').map(([label, said]) => labelled(label, said));
}

function part({ title, head: columns, rows, widths, note }: SummaryTable, number: string): (Paragraph | Table)[] {
  const cells = widths.map((share) => Math.floor((TEXT_WIDTH * share) / 100));
  const table = new Table({
    width: { size: cells.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: cells,
    layout: TableLayoutType.FIXED,
    borders: { top: THIN, bottom: THIN, left: THIN, right: THIN, insideHorizontal: THIN, insideVertical: THIN },
    rows: [row(columns, cells, true), ...rows.map((one) => row(one, cells, false))],
  });
  return [heading(number + title), table, ...(note ? [paragraph(note)] : [])];
}

function row(texts: readonly string[], widths: readonly number[], isHead: boolean): TableRow {
  const children = texts.map(
    (text, index) =>
      new TableCell({
        width: { size: widths[index] ?? 0, type: WidthType.DXA },
        verticalAlign: VerticalAlignTable.CENTER,
        margins: { top: 40, bottom: 40, left: 80, right: 80 },
        children: [
          new Paragraph({
            alignment: isHead || /^[\d.—]/.test(text) ? AlignmentType.CENTER : AlignmentType.LEFT,
            children: [run(text, { font: isHead ? FONT.head : FONT.text, size: SIZE.table })],
          }),
        ],
      }),
  );
  return new TableRow({ tableHeader: isHead, cantSplit: true, children });
}

function heading(text: string): Paragraph {
  return new Paragraph({
    heading: HeadingLevel.HEADING_1,
    keepNext: true,
    indent: INDENT,
    spacing: { ...LEADING, before: 120, after: 60 },
    children: [run(text, { font: FONT.head })],
  });
}

function paragraph(text: string, options: { alignment?: 'center' | 'right'; indent?: object } = {}): Paragraph {
  return new Paragraph({ indent: INDENT, spacing: LEADING, ...options, children: [run(text)] });
}

/** 落款: who signs, and the day, to the right. */
function signature(host: string, date: string): Paragraph[] {
  const lines = [host, date].map(
    (text, index) =>
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        keepNext: index === 0,
        indent: { right: index === 0 ? 0 : INDENT.firstLine },
        spacing: { ...LEADING, ...(index === 0 && { before: 560 }) },
        children: [run(text)],
      }),
  );
  return lines;
}

function pageNumber(): Footer {
  const children = [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: 28, font: font('宋体') })];
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children })] });
}

/** Headings of the word processor are blue and bold by themselves; an official document is black. */
function run(text: string, options: IRunOptions = {}): TextRun {
  return new TextRun({ text, font: FONT.text, size: SIZE.text, color: '000000', bold: false, ...options });
}
