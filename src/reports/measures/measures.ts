import type { MeasureDefinition } from '../../contracts/statistics.contract.js';
import { type Locale, MEASURES, type MeasureCode } from '../../contracts/vocabulary.js';

interface Text {
  name: string;
  unit: string;
  definition: string;
}

interface Version {
  version: number;
  texts: Record<Locale, Text>;
}

const people = { 'zh-CN': '人', en: 'people' };
const minutes = { 'zh-CN': '分钟', en: 'minutes' };
const times = { 'zh-CN': '人次', en: 'times' };
const enterprises = { 'zh-CN': '家', en: 'enterprises' };
const percent = { 'zh-CN': '%', en: '%' };

/** A new way of counting is a new version beside the old one; what was filed by an old one keeps it. */
const VERSIONS: Record<MeasureCode, readonly Version[]> = {
  on_air_minutes: [
    v1(
      minutes,
      ['播出时长', '场次实际播出的时间合计, 暂停、彩排和紧急切断期间不计。'],
      ['Time on air', 'Time the session was on air; pauses and rehearsals are left out.'],
    ),
  ],
  participants: [
    v1(
      people,
      ['参会人数', '观看直播满 10 秒或在分会场签到的人, 同一个人只计一次。'],
      ['Participants', 'Persons who watched live for at least 10 seconds or signed in at a venue; each counts once.'],
    ),
  ],
  viewers: [
    v1(
      people,
      ['观看人数', '至少有一次观看的人, 同一个人的多台设备、多个页面只计一次; 不按 IP 地址计。'],
      [
        'Viewers',
        'Persons with at least one view; several devices or pages of one person count once. Addresses are never counted.',
      ],
    ),
  ],
  views: [
    v1(
      times,
      ['观看人次', '观看直播满 10 秒计一次; 离开 30 分钟以上再回来另计一次。'],
      ['Views', 'Times somebody watched live for at least 10 seconds; a return after 30 minutes or more counts again.'],
    ),
  ],
  on_site: [
    v1(
      people,
      ['现场人数', '在分会场扫码签到或列入名册的人。一块屏幕不算一个人。'],
      ['On site', 'People who signed in at a venue or stand on its roster. One screen is not one person.'],
    ),
  ],
  enterprises: [
    v1(
      enterprises,
      ['参会企业', '有人参会的企业, 按统一社会信用代码计; 没有代码的按名称合并。'],
      ['Enterprises', 'Enterprises of which somebody took part, by credit code, otherwise by name.'],
    ),
  ],
  peak: [
    v1(
      people,
      ['峰值在线', '播出期间每分钟在线人数(去重)的最大值。'],
      ['Peak', 'The highest number of distinct persons present in one minute on air.'],
    ),
  ],
  watch_minutes: [
    v1(
      minutes,
      ['观看时长', '播出期间每个人实际播放的时间之和; 同时开多个页面只计一份。'],
      ['Watch time', 'Time that persons really played while on air, summed up; several pages at once count once.'],
    ),
  ],
  average_watch_minutes: [
    v1(minutes, ['人均观看', '观看时长除以观看人数。'], ['Watch time per viewer', 'Watch time divided by viewers.']),
  ],
  stay_minutes: [
    v1(
      minutes,
      ['停留时长', '播出期间每个人打开页面的时间之和。'],
      ['Stay', 'Time that persons had the page open while on air, summed up.'],
    ),
  ],
  effective: [
    v1(
      people,
      ['有效参会', '观看时长达到播出时长规定比例的人; 培训默认 85%, 对接会默认 30%, 可按活动设定。'],
      [
        'Effective attendance',
        'Persons who watched at least the set share of the time on air: 85 % for trainings and 30 % for docking sessions unless the event sets another.',
      ],
    ),
  ],
  effective_rate: [
    v1(
      percent,
      ['有效参会率', '有效参会除以观看人数。'],
      ['Effective rate', 'Effective attendance divided by viewers.'],
    ),
  ],
  replay_views: [
    v1(
      times,
      ['回放人次', '结束后观看回放满 10 秒计一次, 离开 30 分钟以上再回来另计; 不并入直播数据。'],
      ['Replay views', 'Times the replay was watched for at least 10 seconds; never mixed into the live figures.'],
    ),
  ],
  replay_viewers: [
    v1(people, ['回放人数', '至少有一次回放观看的人。'], ['Replay viewers', 'Persons with at least one replay view.']),
  ],
  registered: [
    v1(
      people,
      ['报名人数', '活动的有效报名, 取消的不计。'],
      ['Registered', 'Registrations of the event that were not cancelled.'],
    ),
  ],
  registered_enterprises: [
    v1(
      enterprises,
      ['报名企业', '有人报名的企业, 按统一社会信用代码计; 没有代码的按名称合并。'],
      ['Registered enterprises', 'Enterprises of which somebody registered, by credit code, otherwise by name.'],
    ),
  ],
  attendance_rate: [
    v1(
      percent,
      ['到会率', '报名的人中参会的人数除以报名人数。'],
      ['Attendance rate', 'Those of the registered who took part, divided by the registered.'],
    ),
  ],
};

function v1(unit: Record<Locale, string>, zh: [string, string], en: [string, string]): Version {
  const text = (locale: Locale, [name, definition]: [string, string]): Text => ({
    name,
    definition,
    unit: unit[locale],
  });
  return { version: 1, texts: { 'zh-CN': text('zh-CN', zh), en: text('en', en) } };
}

/** The version by which a figure is counted now. */
export function versionOf(code: MeasureCode): number {
  return VERSIONS[code].at(-1)!.version;
}

export function definitionsIn(locale: Locale, codes: readonly MeasureCode[] = MEASURES): MeasureDefinition[] {
  return codes.map((code) => {
    const { version, texts } = VERSIONS[code].at(-1)!;
    return { code, version, ...texts[locale] };
  });
}
