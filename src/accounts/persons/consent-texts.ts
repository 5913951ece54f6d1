import type { ConsentPurpose, Locale } from '../../contracts/vocabulary.js';

/**
 * What people are asked to agree to, unless the operator's own privacy text is configured (PRIVACY_TEXT_FILE). A changed
 * text becomes a new version at the next start; earlier ones are kept, since people agreed to them.
 */
export const CONSENT_TEXTS: Record<ConsentPurpose, Record<Locale, string>> = {
  privacy: {
    'zh-CN': `本平台由{operator}运营, 为中小企业提供云上对接会的观看、报名与对接服务。

我们收集什么: 观看公开场次无需提供任何信息, 浏览器中会保存一个随机编号, 用于统计人次、避免重复计数。报名或提问时, 我们需要您的手机号以确认身份; 姓名、企业名称、职务与县市区由您自愿填写。

我们用来做什么: 确认报名、发送您同意接收的提醒、形成活动的参会统计。对外公布的数据只有汇总数字, 不含个人信息。

谁能看到: 活动的承办窗口可以看到报名信息, 其中手机号只显示前三位和后四位; 查看完整号码须说明理由并留下记录。服务机构只有在您另行同意后才能看到您的联系方式。

保存与删除: 手机号加密保存。您可以随时在“我的”中查看、下载和删除自己的信息; 删除后统计数字保留, 但不再与您关联。`,
    en: `This platform is run by {operator}. It lets small and medium enterprises watch online docking sessions, register for them and find partners.

What we collect: public sessions can be watched without giving anything; your browser keeps a random number, by which visits are counted once. To register or to ask a question we need your phone number, to know that it is you. Name, enterprise, position and county are yours to give or to leave out.

What we use it for: to confirm your registration, to send the reminders you agreed to, and to count attendance. Only totals are published, never personal details.

Who sees it: the window that hosts an event sees its registrations, with the phone number masked; seeing a full number needs a reason and is recorded. A service agency sees how to reach you only after you agreed to that separately.

How long: phone numbers are stored encrypted. Under "My page" you can see, download and delete what we hold about you at any time; totals remain, but no longer refer to you.`,
  },
  reminders: {
    'zh-CN': '同意在所报名的场次开始前一天和前十分钟, 以及场次延期或取消时, 通过短信提醒我。',
    en: 'I agree to be reminded by text message a day and ten minutes before a session I registered for, and when it is postponed or cancelled.',
  },
  contact_agency: {
    'zh-CN': '同意将我的姓名、手机号和企业名称提供给该服务机构, 用于本次对接; 我可以随时撤回。',
    en: 'I agree that this service agency receives my name, phone number and enterprise for this contact; I can withdraw this at any time.',
  },
};
