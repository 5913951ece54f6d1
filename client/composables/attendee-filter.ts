import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { AttendeeQuery, BreakdownRow, SessionStatistics } from '../../src/contracts/index.js';
import { useFilters } from './filters.js';
import { useFormat } from './format.js';

export type Division = 'counties' | 'channels' | 'devices' | 'ways';

const NAMES = ['people', 'county', 'city', 'channel', 'device', 'way', 'minute'] as const;
const GROUPS: readonly string[] = ['viewers', 'effective', 'replay', 'on_site', 'excluded'];
const NONE = { people: '', county: '', city: '', channel: '', device: '', way: '', minute: '' };

/** Which people are looked at, in the address: `people` is their group, and says that the list is open. */
export function useAttendeeFilter() {
  const { values, set } = useFilters(NAMES);
  const isOpen = computed(() => values.people !== '');
  const query = computed<AttendeeQuery>(() => {
    const { people, ...rest } = values;
    const kept = Object.entries(rest).filter(([, value]) => value !== '');
    return { ...(GROUPS.includes(people) && { group: people }), ...Object.fromEntries(kept) } as AttendeeQuery;
  });

  const open = ({ group = 'all', ...rest }: Omit<AttendeeQuery, 'group'> & { group?: string }) =>
    set({ ...NONE, ...rest, people: group });
  const close = () => set(NONE);

  return { values, query, isOpen, open, close, set };
}

/** Names of what the figures divide by. */
export function useDivisionNames() {
  const { t, te } = useI18n();

  function nameOf(division: Division, { key, name }: Pick<BreakdownRow, 'key' | 'name'>): string {
    const word = `statistics.${division}.${key}`;
    if (key !== null && (division === 'devices' || division === 'ways') && te(word)) return t(word);
    return name || t(`statistics.unknown.${division}`);
  }

  /** As it was asked for: `none` stands for unknown. */
  const nameOfKey = (view: SessionStatistics, division: Division, key: string) =>
    nameOf(division, view[division].find((row) => row.key === (key === 'none' ? null : key)) ?? { key, name: '' });

  /** `none` here too. */
  const cityName = (view: SessionStatistics, key: string) =>
    view.counties.find(({ aboveKey }) => aboveKey === key)?.above || t('statistics.unknown.counties');

  return { nameOf, nameOfKey, cityName };
}

/** What the list is narrowed by, in words, each with what takes it off. */
export function useAttendeeChips(view: () => SessionStatistics) {
  const { t } = useI18n();
  const format = useFormat();
  const { nameOfKey, cityName } = useDivisionNames();
  const { values } = useAttendeeFilter();
  const named = (division: Division, key: string) => ({ name: nameOfKey(view(), division, key) });

  return computed(() => {
    const { people, county, city, channel, device, way, minute } = values;
    const group = GROUPS.includes(people);
    return [
      ...(group ? [{ name: t(`statistics.people.groups.${people}`), off: { people: 'all' } }] : []),
      ...(county ? [{ name: t('statistics.people.county', named('counties', county)), off: { county: '' } }] : []),
      ...(city ? [{ name: t('statistics.people.city', { name: cityName(view(), city) }), off: { city: '' } }] : []),
      ...(channel ? [{ name: t('statistics.people.channel', named('channels', channel)), off: { channel: '' } }] : []),
      ...(device ? [{ name: t('statistics.people.device', named('devices', device)), off: { device: '' } }] : []),
      ...(way ? [{ name: t('statistics.people.way', named('ways', way)), off: { way: '' } }] : []),
      ...(minute ? [{ name: t('statistics.people.minute', { time: format.time(minute) }), off: { minute: '' } }] : []),
    ];
  });
}
