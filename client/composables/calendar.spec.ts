import { describe, expect, it } from '@jest/globals';
import type { SessionCard } from '../../src/contracts/index.js';
import { calendarFile } from './calendar.js';

const session: SessionCard = {
  id: 's1',
  title: '湖南省中小企业融资对接会；长沙站, 第 2 场',
  summary: '银行与企业面对面\n现场答疑，'.repeat(6),
  form: 'docking',
  state: 'scheduled',
  onAir: 'off',
  access: 'public',
  startsAt: '2026-03-01T06:30:00.000Z',
  endsAt: '2026-03-01T08:00:00.000Z',
  liveSince: null,
  host: { id: 'w1', name: '长沙市中小企业服务中心', level: 'city' },
  programme: null,
  postponedFrom: null,
  eventId: '01900000-0000-7000-8000-000000000201',
  posterUrl: null,
  people: 0,
  stillUrl: null,
  replaySeconds: null,
};
const file = calendarFile(session, 'https://yunqiao.example/s/s1', new Date('2026-02-01T00:00:00Z'));

describe('a calendar file', () => {
  it('keeps its lines within 75 octets and can be unfolded to the whole text', () => {
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file.replace(/\r\n /g, '')).toContain('SUMMARY:湖南省中小企业融资对接会；长沙站\\, 第 2 场');
  });

  it('says when, in UTC', () => {
    expect(file).toContain('DTSTART:20260301T063000Z');
    expect(file).toContain('DTEND:20260301T080000Z');
  });

  it('has no bare line break inside a value', () => {
    expect(file.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
  });
});
