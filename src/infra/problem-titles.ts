import type { ErrorCode, Locale } from '../contracts/vocabulary.js';

/** One sentence per error code and language, as a person reads it: what happened, and what to do where there is something to do. */
export const PROBLEM_TITLES: Record<ErrorCode, Record<Locale, string>> = {
  'request.invalid': {
    'zh-CN': '提交的内容有误, 请检查后重试',
    en: 'Some of the values are not acceptable; please check them',
  },
  'request.malformed': { 'zh-CN': '请求格式不正确', en: 'The request is malformed' },
  'request.too_large': { 'zh-CN': '提交的内容过大', en: 'The request is too large' },
  'request.not_found': { 'zh-CN': '没有找到所请求的内容', en: 'Nothing was found at this address' },
  'request.method_not_allowed': { 'zh-CN': '不支持这种操作', en: 'This address does not support that operation' },
  'request.too_many': { 'zh-CN': '操作过于频繁, 请稍后再试', en: 'Too many requests; please try again shortly' },
  'request.idempotency_mismatch': {
    'zh-CN': '同一提交编号已用于另一内容, 请刷新后重试',
    en: 'This idempotency key was already used for a different request',
  },
  'origin.refused': { 'zh-CN': '请求来源不被允许', en: 'Requests from this origin are not allowed' },
  'access.denied': { 'zh-CN': '您没有进行此操作的权限', en: 'You are not allowed to do this' },
  'access.link_invalid': {
    'zh-CN': '链接无效, 请向主办方索取新链接',
    en: 'This link is not valid; please ask the organiser for a new one',
  },
  'access.link_expired': {
    'zh-CN': '链接已过期, 请向主办方索取新链接',
    en: 'This link has expired; please ask the organiser for a new one',
  },
  'access.ticket_invalid': {
    'zh-CN': '入场凭证已失效, 请重新进入',
    en: 'Your ticket is no longer valid; please join again',
  },
  'session.not_found': { 'zh-CN': '没有找到这个场次', en: 'This session does not exist' },
  'session.wrong_state': { 'zh-CN': '场次当前状态不支持此操作', en: 'The session is not in a state that allows this' },
  'media.not_ready': {
    'zh-CN': '音视频服务正在准备, 请稍候',
    en: 'The media service is getting ready; please wait a moment',
  },
  'media.full': {
    'zh-CN': '实时通道已满, 将以直播流播放',
    en: 'The real-time channel is full; the broadcast stream is used instead',
  },
  'media.not_publisher': { 'zh-CN': '观众不能发布音视频', en: 'Viewers cannot publish sound or picture' },
  'media.transport_not_found': {
    'zh-CN': '音视频连接已关闭, 请重新连接',
    en: 'The media connection is closed; please connect again',
  },
  'media.producer_not_found': { 'zh-CN': '这一路音视频已不存在', en: 'This track no longer exists' },
  'media.consumer_not_found': { 'zh-CN': '这一路播放已不存在', en: 'This received track no longer exists' },
  'media.parameters_refused': { 'zh-CN': '音视频参数不被接受', en: 'The media parameters are not acceptable' },
  'media.limit_reached': { 'zh-CN': '音视频路数已达上限', en: 'The number of tracks has reached its limit' },
  'media.deadline': {
    'zh-CN': '音视频服务响应超时, 请重试',
    en: 'The media service did not answer in time; please try again',
  },
  'stream.not_found': { 'zh-CN': '直播流尚未就绪', en: 'There is no stream here yet' },
  'stream.forbidden': {
    'zh-CN': '观看凭证无效或已过期, 请重新进入',
    en: 'Your pass for this stream is missing or has expired; please join again',
  },
  'server.unavailable': {
    'zh-CN': '服务暂时不可用, 请稍后重试',
    en: 'The service is temporarily unavailable; please try again shortly',
  },
  'server.failed': {
    'zh-CN': '服务出错, 已记录, 请稍后重试',
    en: 'Something failed on our side and was recorded; please try again',
  },
};
