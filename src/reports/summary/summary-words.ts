import type { EventProgress } from '../../contracts/summary.contract.js';
import type { AgendaKind, CutReason, EventForm, EventMode, Locale, SessionState } from '../../contracts/vocabulary.js';

/** The words of the document, in which the figures stand. */
export interface SummaryWords {
  title: (event: string) => string;
  progress: Record<EventProgress, string>;
  until: (time: string) => string;
  comma: string;
  labelled: (label: string, text: string) => string;
  bracketed: (texts: readonly string[]) => string;
  /** A definition with the marks of a printed text. */
  printed: (definition: string) => string;
  about: string;
  figures: string;
  sessions: string;
  counties: string;
  channels: string;
  venues: string;
  agenda: string;
  cuts: string;
  facts: {
    form: string;
    mode: string;
    programme: string;
    host: string;
    cohosts: string;
    time: string;
    sessions: string;
    effective: (percent: number) => string;
  };
  heads: {
    figures: readonly string[];
    sessions: readonly string[];
    counties: readonly string[];
    channels: readonly string[];
    venues: readonly string[];
    agenda: readonly string[];
    cuts: readonly string[];
  };
  /** 一、 to 八、 */
  number: (index: number) => string;
  unknown: string;
  noChannel: string;
  stillCut: string;
  form: Record<EventForm, string>;
  mode: Record<EventMode, string>;
  state: Record<SessionState, string>;
  kind: Record<AgendaKind, string>;
  reason: Record<CutReason, string>;
}

const ZH: SummaryWords = {
  title: (event) => `${event}活动总结`,
  progress: { planned: '尚未开始', running: '进行中', over: '', cancelled: '已取消' },
  until: (time) => `数据截至${time}`,
  comma: '、',
  labelled: (label, text) => `${label}：${text}`,
  bracketed: (texts) => `（${texts.join('，')}）`,
  printed: (definition) => definition.replaceAll(', ', '，').replaceAll('; ', '；').replaceAll(': ', '：'),
  about: '基本情况',
  figures: '主要数据',
  sessions: '各场次情况',
  counties: '参会单位分布',
  channels: '渠道情况',
  venues: '分会场情况',
  agenda: '议程',
  cuts: '紧急切断情况',
  facts: {
    form: '活动形式',
    mode: '举办方式',
    programme: '所属专项',
    host: '承办单位',
    cohosts: '协办单位',
    time: '活动时间',
    sessions: '场次',
    effective: (percent) => `有效参会按观看时长达到播出时长的 ${percent}% 计。`,
  },
  heads: {
    figures: ['指标', '数值', '单位', '口径'],
    sessions: ['场次', '时间', '播出(分钟)', '参会人数', '参会企业', '观看人次', '峰值在线', '有效参会'],
    counties: ['市州', '县市区/园区', '参会人数', '有效参会', '观看(分钟)'],
    channels: ['渠道', '参会人数', '有效参会', '观看(分钟)'],
    venues: ['分会场', '所属窗口', '地址', '现场人数'],
    agenda: ['时间', '环节', '主讲', '类型'],
    cuts: ['场次', '切断时间', '恢复时间', '原因'],
  },
  number: (index) => `${'一二三四五六七八'[index]}、`,
  unknown: '未知',
  noChannel: '未经渠道',
  stillCut: '未恢复',
  form: {
    docking: '云上对接会',
    training: '培训',
    lecture: '讲座',
    micro_class: '线上微课堂',
    salon: '沙龙',
    assistance: '帮扶',
    enterprise_visit: '进企业',
    service_conference: '服务大会',
    competition: '赛事',
    knowledge_contest: '知识竞赛',
  },
  mode: { online: '线上', offline: '线下', hybrid: '线上线下结合' },
  state: {
    scheduled: '未开始',
    live: '直播中',
    ended: '已结束',
    replay: '可回放',
    postponed: '已延期',
    cancelled: '已取消',
  },
  kind: { talk: '发言', pitch: '推介', roadshow: '路演', questions: '答疑', break: '休息' },
  reason: {
    content: '内容不当',
    privacy: '泄露个人信息',
    wrong_picture: '画面放错',
    intruder: '无关人员闯入',
    order: '上级要求',
    other: '其他',
  },
};

const EN: SummaryWords = {
  title: (event) => `Summary of “${event}”`,
  progress: { planned: 'Not started yet', running: 'Under way', over: '', cancelled: 'Cancelled' },
  until: (time) => `figures until ${time}`,
  comma: ', ',
  labelled: (label, text) => `${label}: ${text}`,
  bracketed: (texts) => `(${texts.join(', ')})`,
  printed: (definition) => definition,
  about: 'About the event',
  figures: 'Figures',
  sessions: 'Sessions',
  counties: 'Where participants came from',
  channels: 'Channels',
  venues: 'Venues',
  agenda: 'Agenda',
  cuts: 'One-key cuts',
  facts: {
    form: 'Form',
    mode: 'Held',
    programme: 'Programme',
    host: 'Host',
    cohosts: 'Co-hosts',
    time: 'Time',
    sessions: 'Sessions',
    effective: (percent) => `Attendance is effective from ${percent} % of the time on air.`,
  },
  heads: {
    figures: ['Figure', 'Value', 'Unit', 'Definition'],
    sessions: ['Session', 'Time', 'On air (min)', 'Participants', 'Enterprises', 'Views', 'Peak', 'Effective'],
    counties: ['City', 'County or park', 'Participants', 'Effective', 'Watched (min)'],
    channels: ['Channel', 'Participants', 'Effective', 'Watched (min)'],
    venues: ['Venue', 'Window', 'Address', 'On site'],
    agenda: ['Time', 'Item', 'Presenter', 'Kind'],
    cuts: ['Session', 'Cut at', 'Lifted at', 'Reason'],
  },
  number: (index) => `${index + 1}. `,
  unknown: 'Unknown',
  noChannel: 'By no channel',
  stillCut: 'Not lifted',
  form: {
    docking: 'Online docking session',
    training: 'Training',
    lecture: 'Lecture',
    micro_class: 'Online micro class',
    salon: 'Salon',
    assistance: 'Assistance',
    enterprise_visit: 'Enterprise visit',
    service_conference: 'Service conference',
    competition: 'Competition',
    knowledge_contest: 'Knowledge contest',
  },
  mode: { online: 'Online', offline: 'On site', hybrid: 'Online and on site' },
  state: {
    scheduled: 'Scheduled',
    live: 'Live',
    ended: 'Ended',
    replay: 'Replay',
    postponed: 'Postponed',
    cancelled: 'Cancelled',
  },
  kind: { talk: 'Talk', pitch: 'Pitch', roadshow: 'Roadshow', questions: 'Questions', break: 'Break' },
  reason: {
    content: 'Improper content',
    privacy: 'Personal data shown',
    wrong_picture: 'Wrong picture',
    intruder: 'Intruder',
    order: 'By order',
    other: 'Other',
  },
};

export const SUMMARY_WORDS: Record<Locale, SummaryWords> = { 'zh-CN': ZH, en: EN };
