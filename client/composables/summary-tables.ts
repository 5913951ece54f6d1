import { useI18n } from 'vue-i18n';
import type { EventSummary, MeasureCode, SummarySession } from '../../src/contracts/index.js';
import { useConsoleDates } from './console-words.js';

export interface SummaryTableView {
  title: string;
  head: string[];
  lines: { key: string; cells: string[]; to?: string }[];
}

const OF_SESSION: readonly MeasureCode[] = [
  'on_air_minutes',
  'participants',
  'enterprises',
  'views',
  'peak',
  'effective',
];

/** The tables of a summary, those without lines left out. Needs the texts `summary`, `planning` and `cut`. */
export function useSummaryTables() {
  const { t, locale } = useI18n();
  const dates = useConsoleDates();
  const number = (value: number | null | undefined) =>
    value == null ? '—' : new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }).format(value);
  const words = (...names: string[]) => names.map((name) => t(`summary.${name}`));

  function sessionLine(eventId: string, { id, title, state, startsAt, endsAt, values }: SummarySession) {
    const isOver = state === 'ended' || state === 'replay';
    const figures = OF_SESSION.map((code) => number(values.find((one) => one.code === code)?.value));
    const name = isOver ? title : `${title} (${t(`state.${state}`)})`;
    const to = `/console/events/${eventId}/sessions/${id}/statistics`;
    return { key: id, cells: [name, dates.span(startsAt, endsAt), ...figures], to };
  }

  function tablesOf({ event, sessions, counties, channels, venues, agenda, cuts }: EventSummary): SummaryTableView[] {
    const tables: SummaryTableView[] = [
      {
        title: t('summary.sessions'),
        head: words('session', 'when', 'onAir', 'participants', 'enterprises', 'views', 'peak', 'effectiveShort'),
        lines: sessions.map((session) => sessionLine(event.id, session)),
      },
      {
        title: t('summary.counties'),
        head: words('city', 'county', 'participants', 'effectiveShort', 'watched'),
        lines: counties.map(({ key, name, above, viewers, effective, watchMinutes }) => ({
          key: key ?? '',
          cells: [above, key === null ? t('summary.unknown') : name, ...[viewers, effective, watchMinutes].map(number)],
        })),
      },
      {
        title: t('summary.channels'),
        head: words('channel', 'participants', 'effectiveShort', 'watched'),
        lines: (channels.some(({ key }) => key !== null) ? channels : []).map(
          ({ key, name, viewers, effective, watchMinutes }) => ({
            key: key ?? '',
            cells: [key === null ? t('summary.noChannel') : name, ...[viewers, effective, watchMinutes].map(number)],
          }),
        ),
      },
      {
        title: t('summary.venues'),
        head: words('venue', 'window', 'address', 'people'),
        lines: venues.map(({ id, name, organisation, address, people }) => ({
          key: id,
          cells: [name, organisation, address, number(people)],
        })),
      },
      {
        title: t('summary.agenda'),
        head: words('when', 'item', 'presenter', 'kind'),
        lines: agenda.map(({ shownAt, title, presenter, kind }) => ({
          key: `${shownAt} ${title}`,
          cells: [dates.when(shownAt), title, presenter, t(`planning.kinds.${kind}`)],
        })),
      },
      {
        title: t('summary.cuts'),
        head: words('session', 'cutAt', 'liftedAt', 'reason'),
        lines: cuts.map(({ sessionTitle, cutAt, liftedAt, reason }) => ({
          key: cutAt,
          cells: [
            sessionTitle,
            dates.when(cutAt),
            liftedAt ? dates.when(liftedAt) : t('summary.stillCut'),
            t(`cut.reason.${reason}`),
          ],
        })),
      },
    ];
    return tables.filter(({ lines }) => lines.length > 0);
  }

  return { tablesOf };
}
