import type { AttendanceColumn } from '../../contracts/statistics.contract.js';
import type { Device, Locale, WatchWay } from '../../contracts/vocabulary.js';

export interface AttendanceWords {
  heads: Record<AttendanceColumn, string>;
  devices: Record<Device, string>;
  ways: Record<WatchWay | 'on_site', string>;
  yes: string;
  no: string;
  /** Between several of one cell. */
  separator: string;
  /** The sheet of all, the end of a file's name. */
  list: string;
  /** The lists of all counties, and the one of those who gave none. */
  byCounty: string;
  noCounty: string;
}

export const ATTENDANCE_WORDS: Record<Locale, AttendanceWords> = {
  'zh-CN': {
    heads: {
      number: '序号',
      name: '姓名',
      phone: '手机(脱敏)',
      enterpriseName: '企业名称',
      creditCode: '统一社会信用代码',
      jobTitle: '职务',
      city: '市州',
      county: '县市区/园区',
      industry: '行业',
      channel: '渠道',
      registeredAt: '报名时间',
      firstAt: '首次进入',
      lastAt: '最后离开',
      stayMinutes: '停留(分)',
      watchMinutes: '观看(分)',
      watchPercent: '观看占比',
      effective: '有效参会',
      checkIn: '签到',
      questions: '提问数',
      devices: '终端',
      ways: '观看方式',
      replayMinutes: '回放(分)',
    },
    devices: { wechat: '微信', phone: '手机', tablet: '平板', computer: '电脑', other: '其他' },
    ways: { webrtc: '低延迟直播', hls: '直播', recording: '回放', on_site: '分会场' },
    yes: '是',
    no: '否',
    separator: '、',
    list: '参会名单',
    byCounty: '县市区参会名单',
    noCounty: '未登记',
  },
  en: {
    heads: {
      number: 'No.',
      name: 'Name',
      phone: 'Phone (masked)',
      enterpriseName: 'Enterprise',
      creditCode: 'Unified social credit code',
      jobTitle: 'Position',
      city: 'City',
      county: 'County or park',
      industry: 'Industry',
      channel: 'Channel',
      registeredAt: 'Registered at',
      firstAt: 'First entered',
      lastAt: 'Last left',
      stayMinutes: 'Stay (min)',
      watchMinutes: 'Watched (min)',
      watchPercent: 'Watched share',
      effective: 'Effective attendance',
      checkIn: 'Check-in',
      questions: 'Questions',
      devices: 'Devices',
      ways: 'Ways of watching',
      replayMinutes: 'Replay (min)',
    },
    devices: { wechat: 'WeChat', phone: 'Phone', tablet: 'Tablet', computer: 'Computer', other: 'Other' },
    ways: { webrtc: 'Live, low delay', hls: 'Live', recording: 'Replay', on_site: 'At a venue' },
    yes: 'Yes',
    no: 'No',
    separator: ', ',
    list: 'attendance',
    byCounty: 'attendance by county',
    noCounty: 'Not given',
  },
};
