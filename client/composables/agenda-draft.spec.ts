import { describe, expect, it } from '@jest/globals';
import { type AgendaLine, itemsOf, moved, newLine, renewed, startsOf, totalMinutes } from './agenda-draft.js';

const line = (title: string, minutes: number): AgendaLine => ({ ...newLine(), title, minutes });
const agenda = [line('致辞', 10), line('推介', 25), line('问答', 15)];

describe('an agenda that is being written', () => {
  it('each item begins where the one before it ends', () => {
    expect(startsOf(agenda, '2026-11-25T06:30:00.000Z').map((at) => at.slice(11, 16))).toEqual([
      '06:30',
      '06:40',
      '07:05',
    ]);
    expect(totalMinutes(agenda)).toBe(50);
  });

  it('a number that is being typed does not break the times', () => {
    const typed = [{ ...line('致辞', 10), minutes: Number.NaN }, line('推介', 25)];
    expect(startsOf(typed, '2026-11-25T06:30:00.000Z')[1]?.slice(11, 16)).toBe('06:30');
  });

  it('moves one item by a place, and not beyond the ends', () => {
    const titles = (lines: AgendaLine[]) => lines.map(({ title }) => title).join();
    expect(titles(moved(agenda, 2, -1))).toBe('致辞,问答,推介');
    expect(titles(moved(agenda, 0, -1))).toBe('致辞,推介,问答');
    expect(titles(moved(agenda, 2, 1))).toBe('致辞,推介,问答');
  });

  it('an item that others have taken out meanwhile is one anew', () => {
    const lines = ['kept', 'gone', null].map((id) => ({ ...line('推介', 25), id }));
    const words = { title: '推介', presenter: '', kind: 'talk', minutes: 25, startsAt: '' } as const;
    const agenda = [{ ...words, id: 'kept', organisation: null, services: [] }];
    expect(renewed(lines, agenda).map(({ id }) => id)).toEqual(['kept', null, null]);
  });

  it('services go with their organisation', () => {
    const presented = { ...line('推介', 25), organisation: { id: 'a', name: '律所' }, services: ['s'] };
    expect(itemsOf([presented])[0]).toMatchObject({ organisationId: 'a', serviceItemIds: ['s'] });
    expect(itemsOf([{ ...presented, organisation: null }])[0]).toMatchObject({
      organisationId: null,
      serviceItemIds: [],
    });
    expect(itemsOf([line('推介', 25)])[0]).not.toHaveProperty('id');
  });
});
