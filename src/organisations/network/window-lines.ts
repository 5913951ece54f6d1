import { setImmediate as turn } from 'node:timers/promises';
import type { WindowLevel } from '../../contracts/vocabulary.js';
import { newId } from '../../infra/id.js';
import { LEVEL_CHOICES, PLAN_CHOICES } from '../imports/import-choices.js';
import type { CheckedLine, ImportColumn, ImportLineCells, ImportScope } from '../imports/import-kinds.js';
import { LineReader } from '../imports/line-reader.js';
import { placeName } from './network-rows.js';
import type { KnownWindow, WindowIndex } from './window-index.js';
import { mayLieBelow } from './window-order.js';

/** A window as a line says it; empty particulars leave those of a known window as they are. */
export interface WindowLine {
  id: string;
  name: string;
  level: WindowLevel;
  areaCode: string | null;
  parentId: string | null;
  path: string;
  plannedYear: number | null;
  inPlan: boolean | null;
  builtOn: string | null;
  address: string;
  telephone: string;
  introduction: string;
}

const AT_ONCE = 250;

function column(name: string, title: string, aliases: string[], example: string, note: string): ImportColumn {
  return { name, title, aliases, required: note.startsWith('必填'), example, note };
}

export const WINDOW_COLUMNS: readonly ImportColumn[] = [
  column('name', '窗口名称', ['窗口平台名称', '平台名称', '名称'], '衡南县中小企业公共服务窗口平台', '必填, 全称'),
  column('level', '级别', ['窗口级别', '平台级别', '类型'], '县级', '必填: 省级、市级、县级、产业集群; 园区填县级'),
  column('parent', '上级窗口', ['上级', '所属市州', '市州', '上级窗口平台'], '衡阳市', '上级的名称或行政区划代码'),
  column('areaCode', '行政区划代码', ['区划代码', '代码'], '430422', '6 位; 已有该代码的窗口时更新其信息'),
  column('plannedYear', '计划年度', ['计划年份', '建设年度'], '2020', '列入建设计划的年份'),
  column('inPlan', '计划内外', ['计划内', '是否计划内'], '计划内', '计划内或计划外'),
  column('builtOn', '建成日期', ['建成时间', '完成日期'], '2020-06-30', '未建成的不填'),
  column('address', '地址', ['联系地址'], '衡南县云集镇新塘路 1 号', '不超过 120 字'),
  column('telephone', '联系电话', ['电话', '联系方式'], '0734-8552222', '手机或座机'),
  column('introduction', '简介', ['窗口简介'], '为全县中小企业提供服务', '不超过 1000 字'),
];

interface Context {
  scope: ImportScope;
  /** Grows with the new windows of the file: a county may stand below a city of an earlier line. */
  windows: WindowIndex;
  /** Line in which a window stands already. */
  seen: Map<string, number>;
}

export async function checkWindows(
  scope: ImportScope,
  windows: WindowIndex,
  lines: readonly ImportLineCells[],
): Promise<CheckedLine<WindowLine>[]> {
  const context = { scope, windows, seen: new Map<string, number>() };
  const checked: CheckedLine<WindowLine>[] = [];
  for (const line of lines) {
    if (checked.length % AT_ONCE === 0) await turn();
    checked.push(checkLine(context, line));
  }
  return checked;
}

function checkLine(context: Context, { line, cells }: ImportLineCells): CheckedLine<WindowLine> {
  const reader = new LineReader(cells);
  const name = reader.text('name', 2, 60);
  const level = reader.choice('level', LEVEL_CHOICES, { required: true });
  const areaCode = reader.areaCode('areaCode');
  const particulars = {
    plannedYear: reader.year('plannedYear'),
    inPlan: reader.choice('inPlan', PLAN_CHOICES),
    builtOn: reader.date('builtOn'),
    address: reader.text('address', 0, 120),
    telephone: reader.telephone('telephone'),
    introduction: reader.text('introduction', 0, 1000),
  };
  if (!level || name === '') return refused(reader);
  const known = knownWindow(context, reader, { name, areaCode, level });
  const parent = parentOf(context, reader, cells['parent'] ?? '', level, known);
  if (reader.errors.length > 0) return refused(reader);
  const id = known?.id ?? newId();
  const parentId = known?.parentId ?? parent?.id ?? null;
  // Registers say "衡南县" where the window is called "衡南县中小企业公共服务窗口平台".
  const fullName = known && placeName(known.name) === name ? known.name : name;
  const row = { id, name: fullName, level, areaCode, parentId, path: known?.path ?? `${parent?.path ?? '/'}${id}/` };
  noteSeen(context, reader, row, line);
  if (reader.errors.length > 0) return refused(reader);
  if (!known) context.windows.add(row);
  return { action: known ? 'update' : 'create', row: { ...row, ...particulars }, errors: [] };
}

function refused({ errors }: LineReader): CheckedLine<WindowLine> {
  return { action: 'refuse', row: null, errors };
}

/** By its area code, else by its name or that of its place; null for a new one. */
function knownWindow(
  { scope, windows }: Context,
  reader: LineReader,
  { name, areaCode, level }: Pick<KnownWindow, 'name' | 'areaCode' | 'level'>,
): KnownWindow | null {
  const found = windows.find(areaCode ?? name, scope);
  // Elsewhere there may be a window of the same name; an area code is there once.
  if (found === 'window_unknown' || (found === 'window_outside' && !areaCode)) return null;
  if (typeof found === 'string') {
    reader.wrong(areaCode ? 'areaCode' : 'name', found);
    return null;
  }
  if (found.level !== level) reader.wrong('level', 'level_differs');
  return found;
}

function parentOf(
  { scope, windows }: Context,
  reader: LineReader,
  word: string,
  level: WindowLevel,
  known: KnownWindow | null,
): KnownWindow | null {
  if (word === '') {
    if (!known) reader.wrong('parent', 'required');
    return null;
  }
  const parent = windows.find(word, scope);
  if (typeof parent === 'string') reader.wrong('parent', parent);
  else if (known && known.parentId !== parent.id) reader.wrong('parent', 'window_moves');
  else if (!mayLieBelow(level, parent.level)) reader.wrong('parent', 'window_level');
  else return parent;
  return null;
}

function noteSeen({ seen }: Context, reader: LineReader, { id }: { id: string }, line: number): void {
  const earlier = seen.get(id);
  if (earlier !== undefined) reader.wrong('name', 'duplicate', earlier);
  else seen.set(id, line);
}
