import type { MeasureDefinition } from '../../contracts/statistics.contract.js';
import type { Locale, MeasureCode } from '../../contracts/vocabulary.js';
import { definitionsIn } from './measures.js';

/** Where a figure of an event says more than the one of a session: how the sessions come together. */
const OVER_SESSIONS: Partial<Record<MeasureCode, Record<Locale, string>>> = {
  on_air_minutes: {
    'zh-CN': '各场次实际播出的时间之和, 暂停、彩排和紧急切断期间不计。',
    en: 'Time that the sessions were on air, summed up; pauses and rehearsals are left out.',
  },
  participants: {
    'zh-CN': '在任一场次观看直播满 10 秒或在分会场签到的人, 参加多场的人只计一次。',
    en: 'Persons who watched any session live for at least 10 seconds or signed in at a venue; each counts once, however many sessions they came to.',
  },
  viewers: {
    'zh-CN': '至少有一次观看的人, 看了多场的人只计一次; 不按 IP 地址计。',
    en: 'Persons with at least one view; each counts once, however many sessions they watched. Addresses are never counted.',
  },
  views: {
    'zh-CN': '各场次观看人次之和。每场观看直播满 10 秒计一次, 离开 30 分钟以上再回来另计一次。',
    en: 'Views of all sessions, summed up: times somebody watched live for at least 10 seconds; a return after 30 minutes or more counts again.',
  },
  on_site: {
    'zh-CN': '在分会场扫码签到或列入名册的人, 同一个人只计一次。一块屏幕不算一个人。',
    en: 'People who signed in at a venue or stand on its roster; each counts once. One screen is not one person.',
  },
  enterprises: {
    'zh-CN': '任一场次有人参会的企业, 只计一次; 按统一社会信用代码计, 没有代码的按名称合并。',
    en: 'Enterprises of which somebody took part in any session; each counts once, by credit code, otherwise by name.',
  },
  peak: {
    'zh-CN': '各场次峰值在线中的最高值。峰值在线是播出期间每分钟在线人数(去重)的最大值。',
    en: 'The highest peak of its sessions: the highest number of distinct persons present in one minute on air.',
  },
  watch_minutes: {
    'zh-CN': '各场次观看时长之和; 每个人同时开多个页面只计一份。',
    en: 'Watch time of all sessions, summed up; several pages of one person at once count once.',
  },
  stay_minutes: {
    'zh-CN': '各场次停留时长之和: 播出期间每个人打开页面的时间。',
    en: 'Time that persons had a session’s page open while it was on air, summed up over the sessions.',
  },
  effective: {
    'zh-CN':
      '至少在一个场次中, 观看时长达到该场播出时长规定比例的人, 只计一次; 培训默认 85%, 对接会默认 30%, 可按活动设定。',
    en: 'Persons who in at least one session watched the set share of its time on air; each counts once. 85 % for trainings and 30 % for docking sessions unless the event sets another.',
  },
  replay_views: {
    'zh-CN': '各场次回放人次之和, 不并入直播数据。',
    en: 'Replay views of all sessions, summed up; never mixed into the live figures.',
  },
  replay_viewers: {
    'zh-CN': '至少有一次回放观看的人, 看了多场回放的人只计一次。',
    en: 'Persons with at least one replay view; each counts once.',
  },
  attendance_rate: {
    'zh-CN': '报名的人中参加了任一场次的人数除以报名人数。',
    en: 'Those of the registered who took part in any session, divided by the registered.',
  },
};

/** What the figures of a whole event mean. */
export function eventDefinitionsIn(locale: Locale): MeasureDefinition[] {
  return definitionsIn(locale).map((one) => ({
    ...one,
    definition: OVER_SESSIONS[one.code]?.[locale] ?? one.definition,
  }));
}
