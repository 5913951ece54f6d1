import { ATTENDANCE_COLUMNS, type AttendanceColumn } from '../../contracts/statistics.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import type { Cell } from '../../infra/spreadsheet/cell.js';
import { INDUSTRY_NAMES } from '../../organisations/industry-names.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { toMinutes, watchPercent } from '../statistics/attendee-lists.read-model.js';
import type { AttendanceLine } from './attendance-lines.read-model.js';
import { ATTENDANCE_WORDS } from './attendance-words.js';

type Reader = (line: AttendanceLine) => Cell;

export interface AttendanceTable {
  header: string[];
  widths: number[];
  row(line: AttendanceLine): Cell[];
}

const WIDTH = 10;
const WIDTHS: Partial<Record<AttendanceColumn, number>> = {
  number: 7,
  phone: 14,
  enterpriseName: 32,
  creditCode: 22,
  county: 14,
  industry: 22,
  channel: 16,
  registeredAt: 17,
  firstAt: 17,
  lastAt: 17,
  devices: 14,
  ways: 20,
};

/** @param columns names with commas between; undefined: all. Whatever their order, the table has that of the house. */
export function chosenColumns(columns: string | undefined): AttendanceColumn[] {
  const chosen = new Set(columns?.split(',') ?? ATTENDANCE_COLUMNS);
  return ATTENDANCE_COLUMNS.filter((column) => chosen.has(column));
}

export function attendanceTable(
  columns: readonly AttendanceColumn[],
  locale: Locale,
  onAirSeconds: number,
): AttendanceTable {
  const all = readers(locale, onAirSeconds);
  const chosen = columns.map((column) => all[column]);
  return {
    header: columns.map((column) => ATTENDANCE_WORDS[locale].heads[column]),
    widths: columns.map((column) => WIDTHS[column] ?? WIDTH),
    row: (line) => chosen.map((read) => read(line)),
  };
}

/** What each column makes of a line. The same numbers as on the page; a share is a number of percent. */
function readers(locale: Locale, onAirSeconds: number): Record<AttendanceColumn, Reader> {
  const { devices, ways, separator, yes, no } = ATTENDANCE_WORDS[locale];
  const place = remembered(placeName);
  const words = (of: Record<string, string>): ((list: string) => string) =>
    remembered((list) => listed(list, of).join(separator));
  const [deviceWords, wayWords] = [words(devices), words(ways)];
  return {
    number: (line) => Number(line.number),
    name: (line) => line.name,
    phone: (line) => line.phone,
    enterpriseName: (line) => line.enterpriseName,
    creditCode: (line) => line.creditCode,
    jobTitle: (line) => line.jobTitle,
    city: (line) => line.city && place(line.city),
    county: (line) => line.county && place(line.county),
    industry: (line) => line.industry && (INDUSTRY_NAMES[locale][line.industry] ?? line.industry),
    channel: (line) => line.channel,
    registeredAt: (line) => toMinute(line.registeredAt),
    firstAt: (line) => toMinute(line.firstAt),
    lastAt: (line) => toMinute(line.lastAt),
    stayMinutes: (line) => toMinutes(Number(line.stay)),
    watchMinutes: (line) => toMinutes(Number(line.watch)),
    watchPercent: (line) => watchPercent(Number(line.watch), onAirSeconds),
    effective: (line) => (line.effective === 't' ? yes : no),
    checkIn: () => null,
    questions: () => null,
    devices: (line) => deviceWords(line.devices),
    ways: (line) => wayWords(line.ways),
    replayMinutes: (line) => toMinutes(Number(line.replay)),
  };
}

/** `2026-03-01 14:30` of `2026-03-01 14:30:05.123+08`: what spreadsheets take for a time. */
function toMinute(time: string | null): string | null {
  return time && time.slice(0, 16);
}

/** The words of a list as the database writes it: `{webrtc,hls}`. */
function listed(list: string, words: Record<string, string>): string[] {
  const names = list.slice(1, -1);
  return names === '' ? [] : names.split(',').map((name) => words[name] ?? name);
}

/** Few different texts come in many lines. */
function remembered(work: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    results.set(text, result);
    return result;
  };
}
