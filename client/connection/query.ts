/** What is set, behind the `?` of an address; '' when nothing is. */
export function queryText(query: object): string {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return kept.length > 0 ? `?${new URLSearchParams(kept as [string, string][])}` : '';
}
