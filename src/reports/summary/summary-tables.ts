import type { EventSummary, SummarySession } from '../../contracts/summary.contract.js';
import type { MeasureValue } from '../../contracts/statistics.contract.js';
import type { Locale, MeasureCode } from '../../contracts/vocabulary.js';
import type { SummaryWords } from './summary-words.js';

const ZONE = 'Asia/Shanghai';

export interface SummaryTable {
  title: string;
  head: readonly string[];
  rows: string[][];
  /** Of the columns, in parts. */
  widths: readonly number[];
  /** Said below. */
  note?: string;
}

/** How the document writes moments and figures. */
export class SummaryText {
  private readonly day: Intl.DateTimeFormat;
  private readonly clock: Intl.DateTimeFormat;

  constructor(locale: Locale) {
    const language = locale === 'en' ? 'en-GB' : 'zh-CN';
    this.day = new Intl.DateTimeFormat(language, { timeZone: ZONE, year: 'numeric', month: 'long', day: 'numeric' });
    this.clock = new Intl.DateTimeFormat(language, {
      timeZone: ZONE,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** 2026年11月23日 */
  date(time: Date | string): string {
    return this.day.format(new Date(time));
  }

  moment(time: Date | string): string {
    return `${this.date(time)} ${this.clock.format(new Date(time))}`;
  }

  span(start: string, end: string): string {
    const sameDay = this.date(start) === this.date(end);
    return `${this.moment(start)}–${sameDay ? this.clock.format(new Date(end)) : this.moment(end)}`;
  }

  /** As the API has it; a rate with what it was divided by. */
  figure({ value, numerator, denominator }: MeasureValue): string {
    if (value === null) return '—';
    return numerator === undefined ? String(value) : `${value} (${numerator}/${denominator})`;
  }
}

/** The tables of the document in their order; those without rows are left out. */
export function summaryTables(summary: EventSummary, words: SummaryWords, text: SummaryText): SummaryTable[] {
  const { agenda, channels, counties, cuts, sessions, venues } = summary;
  const { heads } = words;
  const tables: SummaryTable[] = [
    figures(summary, words, text),
    {
      title: words.sessions,
      head: heads.sessions,
      rows: sessions.map((session) => sessionRow(session, words, text)),
      widths: [15, 18, 10, 14, 14, 9, 8, 12],
    },
    {
      title: words.counties,
      head: heads.counties,
      rows: counties.map(({ key, name, above, viewers, effective, watchMinutes }) => [
        ...[above, key === null ? words.unknown : name],
        ...[viewers, effective, watchMinutes].map(String),
      ]),
      widths: [24, 31, 15, 15, 15],
    },
    {
      title: words.channels,
      head: heads.channels,
      rows: channels
        .filter((_, __, all) => all.some(({ key }) => key !== null))
        .map(({ key, name, viewers, effective, watchMinutes }) => [
          key === null ? words.noChannel : name,
          ...[viewers, effective, watchMinutes].map(String),
        ]),
      widths: [55, 15, 15, 15],
    },
    {
      title: words.venues,
      head: heads.venues,
      rows: venues.map(({ name, organisation, address, people }) => [name, organisation, address, String(people)]),
      widths: [30, 25, 30, 15],
    },
    {
      title: words.agenda,
      head: heads.agenda,
      rows: agenda.map(({ shownAt, title, presenter, kind }) => [
        text.moment(shownAt),
        title,
        presenter,
        words.kind[kind],
      ]),
      widths: [25, 40, 22, 13],
    },
    {
      title: words.cuts,
      head: heads.cuts,
      rows: cuts.map(({ sessionTitle, cutAt, liftedAt, reason }) => [
        sessionTitle,
        text.moment(cutAt),
        liftedAt ? text.moment(liftedAt) : words.stillCut,
        words.reason[reason],
      ]),
      widths: [30, 25, 25, 20],
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function figures({ definitions, values, effectivePercent }: EventSummary, words: SummaryWords, text: SummaryText) {
  const rows = values.flatMap((value) => {
    const said = definitions.find(({ code }) => code === value.code);
    return said ? [[said.name, text.figure(value), said.unit, words.printed(said.definition)]] : [];
  });
  const note = words.facts.effective(effectivePercent);
  return { title: words.figures, head: words.heads.figures, rows, widths: [18, 16, 14, 52], note };
}

const OF_SESSION: readonly MeasureCode[] = [
  'on_air_minutes',
  'participants',
  'enterprises',
  'views',
  'peak',
  'effective',
];

function sessionRow(
  { title, state, startsAt, endsAt, values }: SummarySession,
  words: SummaryWords,
  text: SummaryText,
) {
  const isOver = state === 'ended' || state === 'replay';
  const name = isOver ? title : `${title} (${words.state[state]})`;
  const figuresOf = OF_SESSION.map((code) => values.find((one) => one.code === code));
  return [name, text.span(startsAt, endsAt), ...figuresOf.map((value) => (value ? text.figure(value) : '—'))];
}
