import type { WindowLevel } from '../../contracts/vocabulary.js';
import type { Province } from './network-data.js';

/** An entry of the lists of administrative divisions (GB/T 2260): codes of 2, 4 and 6 digits. */
export interface Division {
  code: string;
  name: string;
}

export interface WindowRow {
  id: string;
  level: WindowLevel;
  name: string;
  areaCode: string | null;
  parentId: string | null;
  path: string;
}

/** Cities that exist in the lists only: their counties are administered by the province itself. */
const PLACEHOLDER = /^(?:市辖区|县|.*直辖县级行政区划)$/;
const SUFFIX = '中小企业公共服务窗口平台';
const HUB_SUFFIX = '中小企业公共服务平台';

/** The id of the window that is made for an area (six digits): the same in every installation, so that links stay good. */
export function seededWindowId(areaCode: string): string {
  return seededId(`000000${areaCode}`);
}

/** "衡南县" for "衡南县中小企业公共服务窗口平台": the place where a list of places is wanted. */
export function placeName(windowName: string): string {
  return windowName.replace(/(?:产业集群)?中小企业公共服务(?:窗口)?平台$/, '') || windowName;
}

/**
 * The windows of a province from top to bottom: the hub, its cities, their counties and districts, parks, clusters.
 *
 * @param known windows that are there already, by area code: the new ones lie below them
 */
export function networkRows(
  divisions: { province: Division; cities: Division[]; counties: Division[] },
  { parks, clusters }: Province,
  known: ReadonlyMap<string, Pick<WindowRow, 'id' | 'path'>>,
): WindowRow[] {
  const { province, cities, counties } = divisions;
  const hub = `${province.code}0000`;
  const places = new Map(known);
  const rows: WindowRow[] = [];
  const add = (id: string, row: Pick<WindowRow, 'level' | 'name' | 'areaCode'>, below: string | null): void => {
    const parent = below === null ? null : placeOf(places, below);
    const path = `${parent?.path ?? '/'}${id}/`;
    if (row.areaCode && places.has(row.areaCode)) return;
    if (row.areaCode) places.set(row.areaCode, { id, path });
    rows.push({ ...row, id, path, parentId: parent?.id ?? null });
  };
  const addArea = (level: WindowLevel, areaCode: string, name: string, below: string | null): void =>
    add(seededWindowId(areaCode), { level, name, areaCode }, below);

  addArea('province', hub, province.name + HUB_SUFFIX, null);
  for (const { code, name } of cities.filter((city) => !PLACEHOLDER.test(city.name))) {
    addArea('city', `${code}00`, name + SUFFIX, hub);
  }
  for (const { code, name } of counties) {
    const city = `${code.slice(0, 4)}00`;
    addArea('county', code, name + SUFFIX, places.has(city) ? city : hub);
  }
  parks.forEach(({ name, below }, index) =>
    add(numberedId('a', index, below), { level: 'county', name: name + SUFFIX, areaCode: null }, below),
  );
  clusters.forEach(({ name, below }, index) =>
    add(numberedId('c', index, below), { level: 'cluster', name: `${name}产业集群${SUFFIX}`, areaCode: null }, below),
  );
  return rows;
}

function placeOf(places: ReadonlyMap<string, Pick<WindowRow, 'id' | 'path'>>, areaCode: string) {
  const place = places.get(areaCode);
  if (!place) throw new Error(`There is no window for the area ${areaCode}`);
  return place;
}

/** Parks (a) and clusters (c): their number in the list and the area below which they lie. */
function numberedId(kind: 'a' | 'c', index: number, below: string): string {
  return seededId(`000${kind}${String(index + 1).padStart(2, '0')}${below}`);
}

/** Version and variant of a UUID v7, with a moment before the house began, so that they sort before all others. */
function seededId(last12: string): string {
  return `01900000-0000-7000-8000-${last12}`;
}
