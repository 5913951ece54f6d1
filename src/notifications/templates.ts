import type { NoticeKind } from '../contracts/vocabulary.js';
import type { ParamKinds, Params, Template, Wording } from './message-text.js';

function template<const P extends ParamKinds>(
  params: P,
  zh: Wording<P>,
  en: Wording<P>,
  limits: { validMinutes?: number } = {},
): Template<P> {
  return { params, wording: { 'zh-CN': zh, en }, ...limits };
}

/** A message that never becomes a notice: the code in it must not be kept. */
type OnlySent = 'sign_in_code';
export type MessageTemplate = NoticeKind | OnlySent;

/** Everything that is said to people outside a page: one entry per template, both languages side by side. */
export const TEMPLATES = {
  sign_in_code: template(
    { code: 'text', minutes: 'count' },
    {
      subject: '登录验证码',
      text: ({ code, minutes }) => `您的验证码是 ${code}, ${minutes} 分钟内有效, 请勿告诉他人`,
    },
    {
      subject: 'Your sign-in code',
      text: ({ code, minutes }) =>
        `Your code is ${code}. It is valid for ${minutes} minutes; please keep it to yourself`,
    },
    { validMinutes: 5 },
  ),
  session_reminder_day: template(
    { title: 'text', time: 'time' },
    { subject: '场次提醒', text: ({ title, time }) => `您报名的“${title}”将于 ${time} 开始, 欢迎准时观看` },
    {
      subject: 'Your session is coming up',
      text: ({ title, time }) => `"${title}", for which you are registered, starts on ${time}`,
    },
    { validMinutes: 12 * 60 },
  ),
  session_reminder_minutes: template(
    { title: 'text', time: 'time' },
    { subject: '场次即将开始', text: ({ title, time }) => `您报名的“${title}”即将开始 (${time}), 欢迎观看` },
    {
      subject: 'Your session is about to start',
      text: ({ title, time }) => `"${title}", for which you are registered, is about to start: ${time}`,
    },
    { validMinutes: 20 },
  ),
  session_postponed: template(
    { title: 'text', from: 'time', to: 'time' },
    {
      subject: '场次改期',
      text: ({ title, from, to }) =>
        to
          ? `您报名的“${title}”由 ${from} 改为 ${to} 开始, 请留意`
          : `您报名的“${title}”原定 ${from} 开始, 现已延期, 新时间另行通知`,
    },
    {
      subject: 'A session was postponed',
      text: ({ title, from, to }) =>
        to
          ? `"${title}", for which you are registered, has moved from ${from} to ${to}`
          : `"${title}", planned for ${from}, is postponed; we will tell you the new time`,
    },
  ),
  session_cancelled: template(
    { title: 'text', reason: 'text' },
    {
      subject: '场次取消',
      text: ({ title, reason }) => `很抱歉, 您报名的“${title}”已取消${reason && `, 原因: ${reason}`}`,
    },
    {
      subject: 'A session was cancelled',
      text: ({ title, reason }) =>
        `We are sorry: "${title}", for which you are registered, was cancelled${reason && `. Reason: ${reason}`}`,
    },
  ),
  registration_confirmed: template(
    { title: 'text', time: 'time' },
    { subject: '报名成功', text: ({ title, time }) => `您已成功报名“${title}”${time && `, ${time} 开始`}` },
    {
      subject: 'You are registered',
      text: ({ title, time }) => `You are registered for "${title}"${time && `, which starts on ${time}`}`,
    },
  ),
  invitation_member: template(
    { organisation: 'text', role: 'role', url: 'url' },
    { subject: '加入邀请', text: ({ organisation, role }) => `${organisation}邀请您加入, 担任${role}` },
    {
      subject: 'You are invited',
      text: ({ organisation, role }) => `${organisation} invites you to join as ${role}`,
    },
  ),
  invitation_cohost: template(
    { title: 'text', organisation: 'text' },
    { subject: '协办邀请', text: ({ title, organisation }) => `${organisation}邀请贵单位协办“${title}”, 请答复` },
    {
      subject: 'Invitation to co-host',
      text: ({ title, organisation }) => `${organisation} invites you to co-host "${title}"; please answer`,
    },
  ),
  cohost_answered: template(
    { title: 'text', organisation: 'text', answer: 'answer' },
    {
      subject: '协办邀请的答复',
      text: ({ title, organisation, answer }) => `${organisation}已${answer}协办“${title}”的邀请`,
    },
    {
      subject: 'Answer to your invitation',
      text: ({ title, organisation, answer }) => `${organisation} has ${answer} the invitation to co-host "${title}"`,
    },
  ),
  application_submitted: template(
    { organisation: 'text' },
    { subject: '新的申请', text: ({ organisation }) => `${organisation}提交了申请, 请审核` },
    {
      subject: 'A new application',
      text: ({ organisation }) => `${organisation} has submitted an application; please review it`,
    },
  ),
  application_approved: template(
    { organisation: 'text' },
    { subject: '申请已通过', text: ({ organisation }) => `${organisation}的申请已通过审核` },
    {
      subject: 'Application approved',
      text: ({ organisation }) => `The application of ${organisation} has been approved`,
    },
  ),
  application_returned: template(
    { organisation: 'text', reason: 'text' },
    {
      subject: '申请被退回',
      text: ({ organisation, reason }) =>
        `${organisation}的申请被退回, 请修改后重新提交${reason && `, 原因: ${reason}`}`,
    },
    {
      subject: 'Application returned',
      text: ({ organisation, reason }) =>
        `The application of ${organisation} was returned; please correct it and submit it again${reason && `. Reason: ${reason}`}`,
    },
  ),
  handed_over: template(
    { what: 'text', from: 'text' },
    { subject: '工作移交', text: ({ what, from }) => `${from}已将“${what}”移交给您` },
    { subject: 'Handed over to you', text: ({ what, from }) => `${from} has handed "${what}" over to you` },
  ),
  account_locked: template(
    { minutes: 'count' },
    {
      subject: '账号已锁定',
      text: ({ minutes }) => `登录失败次数过多, 您的账号已锁定 ${minutes} 分钟, 如非本人操作请尽快修改密码`,
    },
    {
      subject: 'Your account is locked',
      text: ({ minutes }) =>
        `After too many failed sign-ins your account is locked for ${minutes} minutes; if that was not you, please change your password soon`,
    },
  ),
  roles_changed: template(
    {},
    { subject: '权限变更', text: () => '您的账号权限已变更, 如有疑问请联系管理员' },
    {
      subject: 'Your roles have changed',
      text: () => 'The roles of your account have changed; if you have questions, please ask your administrator',
    },
  ),
} satisfies Record<MessageTemplate, Template>;

/** The parameters that a template takes. */
export type ParamsOf<T extends MessageTemplate> = Params<(typeof TEMPLATES)[T]['params']>;

export function templateOf(name: MessageTemplate): Template {
  return TEMPLATES[name];
}
