import { setImmediate as turn } from 'node:timers/promises';
import { normalisePhone } from '../../infra/phone.js';
import type { CheckedLine, ImportColumn, ImportLineCells } from '../../organisations/imports/import-kinds.js';
import { LineReader } from '../../organisations/imports/line-reader.js';

/** One of the people who were at a venue, as a line of its roster says it. */
export interface RosterRow {
  name: string;
  phone: string;
  enterpriseName: string;
  jobTitle: string;
}

export const ROSTER_COLUMNS: readonly ImportColumn[] = [
  {
    name: 'name',
    title: '姓名',
    aliases: ['参会人', '参会人员', '参会人姓名', '联系人'],
    required: true,
    example: '张三',
    note: '必填, 不超过 40 字',
  },
  {
    name: 'phone',
    title: '手机',
    aliases: ['手机号', '手机号码', '电话', '联系电话', '联系方式'],
    required: true,
    example: '13800000000',
    note: '必填, 同一人扫码签到过的不重复计数',
  },
  {
    name: 'enterpriseName',
    title: '企业名称',
    aliases: ['企业', '单位', '单位名称', '公司', '公司名称', '工作单位'],
    required: false,
    example: '衡南云帆机械有限公司',
    note: '不超过 100 字',
  },
  {
    name: 'jobTitle',
    title: '职务',
    aliases: ['职位', '岗位'],
    required: false,
    example: '经理',
    note: '不超过 40 字',
  },
];

/** Lines checked before others get their turn. */
const AT_ONCE = 250;

/**
 * @param isThere whether that number has signed in at the venue, or stands on an earlier roster: it is counted once
 */
export async function checkRoster(
  lines: readonly ImportLineCells[],
  isThere: (phone: string) => boolean,
): Promise<CheckedLine<RosterRow>[]> {
  const seen = new Map<string, number>();
  const checked: CheckedLine<RosterRow>[] = [];
  for (const { line, cells } of lines) {
    if (checked.length % AT_ONCE === 0) await turn();
    const reader = new LineReader(cells);
    const phone = phoneOf(reader, cells['phone'] ?? '', line, seen);
    const row = {
      name: reader.text('name', 1, 40),
      phone,
      enterpriseName: reader.text('enterpriseName', 0, 100),
      jobTitle: reader.text('jobTitle', 0, 40),
    };
    if (reader.errors.length > 0) checked.push({ action: 'refuse', row: null, errors: reader.errors });
    else checked.push({ action: isThere(phone) ? 'update' : 'create', row, errors: [] });
  }
  return checked;
}

function phoneOf(reader: LineReader, text: string, line: number, seen: Map<string, number>): string {
  const phone = normalisePhone(text);
  if (!phone) {
    reader.wrong('phone', text === '' ? 'required' : 'mobile');
    return '';
  }
  const earlier = seen.get(phone);
  if (earlier === undefined) seen.set(phone, line);
  else reader.wrong('phone', 'duplicate', earlier);
  return phone;
}
