import type { AgendaItemRequest, AgendaItemView, AgendaKind } from '../../src/contracts/index.js';

/** An item of an agenda while it is written. */
export interface AgendaLine {
  /** Of its own, also before the server has given one: lines are moved about. */
  key: string;
  id: string | null;
  title: string;
  presenter: string;
  kind: AgendaKind;
  minutes: number;
  organisation: { id: string; name: string } | null;
  services: string[];
}

let made = 0;

export function newLine(): AgendaLine {
  made += 1;
  const empty = { id: null, title: '', presenter: '', organisation: null, services: [] };
  return { key: `new ${made} ${Date.now()}`, ...empty, kind: 'pitch', minutes: 15 };
}

export function linesOf(agenda: readonly AgendaItemView[]): AgendaLine[] {
  return agenda.map(({ id, title, presenter, kind, minutes, organisation, services }) => ({
    ...{ key: id, id, title, presenter, kind, minutes },
    organisation: organisation && { id: organisation.id, name: organisation.name },
    services: services.map((service) => service.id),
  }));
}

/** Lines of somebody who began with an older agenda: what others have taken out of it meanwhile is an item anew. */
export function renewed(lines: readonly AgendaLine[], agenda: readonly AgendaItemView[]): AgendaLine[] {
  const known = new Set(agenda.map(({ id }) => id));
  return lines.map((line) => (line.id && !known.has(line.id) ? { ...line, id: null } : line));
}

export function itemsOf(lines: readonly AgendaLine[]): AgendaItemRequest[] {
  return lines.map(({ id, title, presenter, kind, minutes, organisation, services }) => ({
    ...(id && { id }),
    ...{ title: title.trim(), presenter, kind, minutes },
    organisationId: organisation?.id ?? null,
    serviceItemIds: organisation ? services : [],
  }));
}

/** When each line begins: where the one before it ends. */
export function startsOf(lines: readonly AgendaLine[], sessionStart: string): string[] {
  let at = Date.parse(sessionStart);
  return lines.map(({ minutes }) => {
    const start = new Date(at).toISOString();
    at += (minutes || 0) * 60_000;
    return start;
  });
}

export const totalMinutes = (lines: readonly AgendaLine[]) =>
  lines.reduce((sum, { minutes }) => sum + (minutes || 0), 0);

/** The lines with one of them a place further up (-1) or down (1); at the end it stays. */
export function moved(lines: readonly AgendaLine[], index: number, by: -1 | 1): AgendaLine[] {
  const after = [...lines];
  const [line] = after.splice(index, 1);
  if (line) after.splice(Math.min(Math.max(index + by, 0), lines.length - 1), 0, line);
  return after;
}
