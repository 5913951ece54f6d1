import { describe, expect, it } from '@jest/globals';
import { type CalendarEntry, calendarFile } from './calendar-file.js';

const entry = (row: Partial<CalendarEntry> = {}): CalendarEntry => ({
  id: 's1',
  title: '湖南省中小企业融资对接会；长沙站, 第 2 场',
  summary: '银行与企业面对面\n现场答疑，'.repeat(6),
  host: '长沙市中小企业服务中心',
  state: 'scheduled',
  startsAt: new Date('2026-03-01T06:30:00Z'),
  endsAt: new Date('2026-03-01T08:00:00Z'),
  version: 2,
  address: 'https://yunqiao.example/s/s1',
  ...row,
});
const NOW = new Date('2026-02-01T00:00:00Z');
const unfolded = (...entries: CalendarEntry[]) => calendarFile(entries, NOW).replace(/\r\n /g, '');

describe('a calendar file', () => {
  it('keeps its lines within 75 octets and unfolds to the whole text', () => {
    for (const line of calendarFile([entry()], NOW).split('\r\n'))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(unfolded(entry())).toContain('SUMMARY:湖南省中小企业融资对接会；长沙站\\, 第 2 场');
  });

  it('says when: half past two in the afternoon of the business zone', () => {
    expect(unfolded(entry())).toContain('DTSTART:20260301T063000Z');
    expect(unfolded(entry())).toContain('DTEND:20260301T080000Z');
  });

  it('keeps its entry’s name and counts its changes', () => {
    expect(unfolded(entry())).toContain('UID:s1@yunqiao');
    expect(unfolded(entry())).toContain('SEQUENCE:2');
    expect(unfolded(entry())).toContain('STATUS:CONFIRMED');
    expect(unfolded(entry())).toContain('URL;VALUE=URI:https://yunqiao.example/s/s1');
  });

  it('reminds ten minutes before, unless it was cancelled', () => {
    expect(unfolded(entry())).toContain('TRIGGER:-PT10M');
    expect(unfolded(entry({ state: 'cancelled' }))).not.toContain('VALARM');
  });

  it('takes a cancelled session out of the calendar', () => {
    const text = unfolded(entry({ state: 'cancelled' }));
    expect(text).toContain('METHOD:CANCEL');
    expect(text).toContain('STATUS:CANCELLED');
  });

  it('of several sessions only those that were cancelled are', () => {
    const text = unfolded(entry(), entry({ id: 's2', state: 'cancelled' }), entry({ id: 's3', state: 'postponed' }));
    expect(text).toContain('METHOD:PUBLISH');
    expect(text.match(/STATUS:\w+/g)).toEqual(['STATUS:CONFIRMED', 'STATUS:CANCELLED', 'STATUS:TENTATIVE']);
  });

  it('no text of an organiser becomes a line of its own', () => {
    const evil = 'x\r\nEND:VEVENT\nBEGIN:VEVENT\rUID:evil\u2028y';
    const lines = unfolded(entry({ title: evil, summary: evil, host: evil })).split(/\r\n|\r|\n/);
    expect(lines.filter((line) => line.startsWith('BEGIN:VEVENT'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('UID:'))).toEqual(['UID:s1@yunqiao']);
  });
});
