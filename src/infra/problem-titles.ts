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
  'access.sign_in_required': { 'zh-CN': '请先登录', en: 'Please sign in first' },
  'access.totp_required': { 'zh-CN': '请输入动态验证码以继续', en: 'Please enter your authenticator code to continue' },
  'account.wrong_credentials': { 'zh-CN': '账号或密码不正确', en: 'The account name or the password is wrong' },
  'account.locked': {
    'zh-CN': '连续输错次数过多, 账号已锁定 30 分钟',
    en: 'Too many wrong attempts: this account is locked for 30 minutes',
  },
  'account.disabled': {
    'zh-CN': '账号已停用, 请联系管理员',
    en: 'This account is disabled; please ask your administrator',
  },
  'account.login_taken': { 'zh-CN': '该账号名已被使用', en: 'This account name is already in use' },
  'account.not_found': { 'zh-CN': '没有找到这个账号', en: 'This account does not exist' },
  'account.password_weak': {
    'zh-CN': '密码至少 10 位, 并含大写字母、小写字母、数字、符号中的三类, 且不能包含账号名',
    en: 'A password needs at least 10 characters from three of: capitals, small letters, digits, symbols; and not the account name',
  },
  'account.totp_wrong': { 'zh-CN': '动态验证码不正确', en: 'The authenticator code is wrong' },
  'account.totp_missing': { 'zh-CN': '尚未设置动态验证码', en: 'No authenticator has been set up yet' },
  'account.last_way_in': {
    'zh-CN': '这是唯一的登录方式, 不能移除',
    en: 'This is the only way to sign in and cannot be removed',
  },
  'account.still_in_charge': {
    'zh-CN': '您还在机构中任职, 请先由负责人办理移交',
    en: 'You still belong to an organisation; please have your work handed over first',
  },
  'account.link_used': {
    'zh-CN': '链接已使用过, 请重新获取',
    en: 'This link was used already; please ask for a new one',
  },
  'account.identity_unknown': {
    'zh-CN': '该统一账号尚未绑定工作人员, 请先用密码登录后绑定',
    en: 'This provincial account is not bound to a member of staff; sign in with your password and bind it first',
  },
  'account.identity_taken': {
    'zh-CN': '该统一账号已绑定其他人员',
    en: 'This provincial account is bound to somebody else',
  },
  'account.provider_failed': {
    'zh-CN': '统一账号登录未完成, 请重试或使用密码登录',
    en: 'The provincial sign-in did not finish; please try again or use your password',
  },
  'phone.code_wrong': { 'zh-CN': '验证码不正确', en: 'The code is wrong' },
  'phone.code_expired': {
    'zh-CN': '验证码已失效, 请重新获取',
    en: 'The code is no longer valid; please ask for a new one',
  },
  'phone.taken': { 'zh-CN': '该手机号已绑定其他账号', en: 'This phone number belongs to another account' },
  'phone.required': { 'zh-CN': '请先验证手机号', en: 'Please verify your phone number first' },
  'grant.role_refused': { 'zh-CN': '您不能授予这一角色', en: 'You may not give this role' },
  'grant.roles_conflict': {
    'zh-CN': '系统、安全、审计管理员须由不同的人担任',
    en: 'The system, security and audit administrators must be different people',
  },
  'grant.not_found': { 'zh-CN': '没有找到这项授权', en: 'This grant does not exist' },
  'consent.required': { 'zh-CN': '请先阅读并同意相关说明', en: 'Please read and accept the notice first' },
  'organisation.not_found': { 'zh-CN': '没有找到这个机构', en: 'This organisation does not exist' },
  'organisation.wrong_state': {
    'zh-CN': '机构当前状态不支持此操作',
    en: 'The organisation is not in a state that allows this',
  },
  'organisation.exists': {
    'zh-CN': '该统一社会信用代码已登记',
    en: 'This unified social credit code is registered already',
  },
  'organisation.kind_refused': { 'zh-CN': '该类机构不支持此操作', en: 'This kind of organisation does not allow that' },
  'organisation.parent_refused': { 'zh-CN': '上级机构不正确', en: 'The parent organisation is not acceptable' },
  'organisation.area_taken': {
    'zh-CN': '该行政区划代码已有窗口平台',
    en: 'There is a window with this area code already',
  },
  'organisation.managed_already': {
    'zh-CN': '该单位已有负责人, 请联系其邀请您加入',
    en: 'This organisation has a manager already; please ask them for an invitation',
  },
  'organisation.merge_refused': { 'zh-CN': '这两个机构不能合并', en: 'These two organisations cannot be merged' },
  'application.not_found': { 'zh-CN': '没有找到这项申请', en: 'This application does not exist' },
  'application.wrong_state': {
    'zh-CN': '申请当前状态不支持此操作, 请刷新后查看',
    en: 'The application is not in a state that allows this; please refresh',
  },
  'application.open_already': {
    'zh-CN': '该单位已有一项正在审核的申请',
    en: 'An application for this organisation is under review already',
  },
  'application.claim_instead': {
    'zh-CN': '该单位已在平台登记, 请改用“认领”',
    en: 'This organisation is registered already; please claim it instead',
  },
  'application.limit_reached': {
    'zh-CN': '您未办结的申请过多, 请等待审核或先撤回',
    en: 'You have too many open applications; please wait for their review or withdraw some',
  },
  'invitation.not_found': { 'zh-CN': '没有找到这项邀请', en: 'This invitation does not exist' },
  'invitation.wrong_state': { 'zh-CN': '邀请已处理过, 不能重复使用', en: 'This invitation has been answered already' },
  'invitation.expired': {
    'zh-CN': '邀请已过期, 请联系邀请人重新发送',
    en: 'This invitation has expired; please ask for a new one',
  },
  'invitation.not_yours': {
    'zh-CN': '邀请是发给另一个手机号的',
    en: 'This invitation was sent to another phone number',
  },
  'membership.not_found': { 'zh-CN': '没有找到这名成员', en: 'This member does not exist' },
  'membership.exists': { 'zh-CN': '该人员已是本机构成员', en: 'This person is a member already' },
  'membership.last_manager': { 'zh-CN': '机构至少要有一名负责人', en: 'An organisation needs at least one manager' },
  'membership.successor_needed': { 'zh-CN': '请先指定接手人', en: 'Please name who takes over' },
  'service_item.not_found': { 'zh-CN': '没有找到这个服务项目', en: 'This service item does not exist' },
  'service_item.limit_reached': {
    'zh-CN': '服务项目数量已达上限, 请先撤下不再提供的项目',
    en: 'There are too many service items; please withdraw some first',
  },
  'import.not_found': { 'zh-CN': '没有找到这次导入', en: 'This import does not exist' },
  'import.wrong_state': { 'zh-CN': '这次导入已处理过', en: 'This import has been dealt with already' },
  'import.columns_missing': {
    'zh-CN': '表头缺少必需的列, 请使用模板',
    en: 'Required columns are missing; please use the template',
  },
  'import.empty': { 'zh-CN': '表格中没有数据行', en: 'The table has no lines below its header' },
  'import.has_errors': {
    'zh-CN': '文件中还有错误, 请改正后重新上传',
    en: 'The file still has errors; please correct them and upload it again',
  },
  'programme.not_found': { 'zh-CN': '没有找到这个专项', en: 'This programme does not exist' },
  'programme.slug_taken': { 'zh-CN': '该专项网址已被使用', en: 'This programme address is already in use' },
  'programme.closed': {
    'zh-CN': '该专项已结束, 不再接收新活动',
    en: 'This programme is closed and takes no new events',
  },
  'event.not_found': { 'zh-CN': '没有找到这个活动', en: 'This event does not exist' },
  'event.wrong_state': { 'zh-CN': '活动当前状态不支持此操作', en: 'The event is not in a state that allows this' },
  'event.incomplete': {
    'zh-CN': '还不能发布: 请至少安排一个尚未结束的场次, 并填写专项要求的内容',
    en: 'Not ready to publish: add a session that is still to come and fill in what the programme asks for',
  },
  'event.not_editable': {
    'zh-CN': '活动已归档或取消, 不能修改',
    en: 'The event is archived or cancelled and cannot be changed',
  },
  'event.changed_meanwhile': {
    'zh-CN': '活动已被他人修改, 请刷新后再改',
    en: 'Somebody else has changed this event meanwhile; please reload it and change it again',
  },
  'event.not_withdrawable': {
    'zh-CN': '已有人报名或场次已开播, 不能撤回发布, 可改为延期或取消',
    en: 'People have registered or a session has gone live: it cannot be withdrawn; postpone or cancel it instead',
  },
  'event.sessions_full': { 'zh-CN': '一个活动最多安排 50 个场次', en: 'An event takes at most 50 sessions' },
  'agenda.item_not_found': { 'zh-CN': '没有找到这项议程', en: 'This agenda item does not exist' },
  'agenda.item_on_now': {
    'zh-CN': '这项议程正在推介, 请先取消推介再删除',
    en: 'This agenda item is being shown now; take it off before you remove it',
  },
  'cohost.not_found': { 'zh-CN': '没有找到这项协办邀请', en: 'This co-host invitation does not exist' },
  'cohost.exists': { 'zh-CN': '已邀请过该单位', en: 'This organisation has been invited already' },
  'cohost.refused': {
    'zh-CN': '协办单位须是主办窗口以外的窗口平台或服务机构',
    en: 'Co-hosts are windows or agencies other than the host',
  },
  'cohost.wrong_state': { 'zh-CN': '协办邀请已答复', en: 'The co-host invitation has been answered already' },
  'registration.not_found': { 'zh-CN': '没有找到报名记录', en: 'There is no registration' },
  'registration.required': { 'zh-CN': '本场次需报名后观看', en: 'Please register to watch this session' },
  'registration.closed': { 'zh-CN': '报名已截止', en: 'Registration is closed' },
  'registration.full': { 'zh-CN': '报名人数已满', en: 'All places are taken' },
  'session.times_refused': {
    'zh-CN': '时间不正确: 结束须晚于开始, 且开始时间不能早于现在',
    en: 'The times are not acceptable: the end must be after the start, and the start not in the past',
  },
  'session.postpone_needed': {
    'zh-CN': '活动已发布, 调整时间请使用延期, 以便通知已报名的人',
    en: 'The event is published: postpone the session to change its time, so that those registered are told',
  },
  'session.code_required': { 'zh-CN': '本场次需凭观看码进入', en: 'This session needs an access code' },
  'session.code_wrong': { 'zh-CN': '观看码不正确', en: 'The access code is wrong' },
  'session.phone_not_listed': {
    'zh-CN': '您的手机号不在受邀名单中',
    en: 'Your phone number is not on the list of those invited',
  },
  'venue.not_found': { 'zh-CN': '没有找到这个分会场', en: 'This venue does not exist' },
  'venue.limit_reached': { 'zh-CN': '分会场数量已达上限', en: 'The event has too many venues' },
  'venue.closed': { 'zh-CN': '现在不是签到时间', en: 'It is not the time to sign in' },
  'channel.not_found': { 'zh-CN': '没有找到这个渠道', en: 'This channel does not exist' },
  'channel.limit_reached': {
    'zh-CN': '渠道数量已达上限, 请先停用不再使用的渠道',
    en: 'There are too many channels; please close those that are no longer used',
  },
  'session.not_found': { 'zh-CN': '没有找到这个场次', en: 'This session does not exist' },
  'session.cut_already': { 'zh-CN': '本场次已经切断', en: 'This session has been cut already' },
  'replay.trim_refused': {
    'zh-CN': '剪辑后没有可播放的内容, 请重新选择起止时间',
    en: 'Nothing would be left to play; please choose another beginning or end',
  },
  'replay.export_running': {
    'zh-CN': '正在生成文件, 请等待完成',
    en: 'A file is being made already; please wait until it is ready',
  },
  'replay.nothing_to_export': { 'zh-CN': '没有可导出的录像', en: 'There is no recording to make a file of' },
  'session.not_cut': { 'zh-CN': '本场次没有被切断', en: 'This session is not cut' },
  'session.wrong_state': { 'zh-CN': '场次当前状态不支持此操作', en: 'The session is not in a state that allows this' },
  'session.changed_meanwhile': {
    'zh-CN': '场次已被他人修改, 请刷新后再改',
    en: 'Somebody else has changed this session meanwhile; please reload it and change it again',
  },
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
  'stage.name_required': {
    'zh-CN': '请填写姓名和单位',
    en: 'Please enter your name and organisation',
  },
  'stage.person_not_found': { 'zh-CN': '没有找到这位嘉宾', en: 'This person is not on stage' },
  'stage.wrong_state': {
    'zh-CN': '当前状态不能进行此操作, 请刷新后重试',
    en: 'This is not possible in the present state',
  },
  'stage.full': {
    'zh-CN': '台上人数已满, 请先请一位下台',
    en: 'The stage is full; please take somebody off first',
  },
  'stage.backstage_full': {
    'zh-CN': '候场人数已满, 请稍后再试或联系主持人',
    en: 'Backstage is full; please try again later or ask the host',
  },
  'stage.removed': {
    'zh-CN': '您已不在本场的嘉宾名单中, 请联系主持人',
    en: 'You are not on this stage any more; please ask the host',
  },
  'stage.left': {
    'zh-CN': '您已离开, 要再次发言请在观众页面重新举手',
    en: 'You have left the stage; please raise your hand on the audience page to speak again',
  },
  'stage.invitation_not_found': { 'zh-CN': '没有找到这份邀请', en: 'There is no such invitation' },
  'stage.invitation_revoked': {
    'zh-CN': '这份邀请已撤回, 请联系主办方',
    en: 'This invitation was withdrawn; please ask the organiser',
  },
  'stage.invitations_full': {
    'zh-CN': '本场邀请已达上限, 请先撤回不用的邀请',
    en: 'There are too many invitations; please withdraw those not needed',
  },
  'hand.not_found': { 'zh-CN': '没有找到这次举手', en: 'There is no such raised hand' },
  'hand.wrong_state': { 'zh-CN': '举手状态已变化, 请刷新后重试', en: 'The raised hand has changed meanwhile' },
  'hand.on_stage_already': {
    'zh-CN': '您已在本场的台上或候场, 无需举手',
    en: 'You are on this stage or backstage already; there is no need to raise your hand',
  },
  'scene.source_missing': {
    'zh-CN': '所选画面已不可用, 请重新选择',
    en: 'The chosen picture is not there any more; please choose again',
  },
  'material.not_found': { 'zh-CN': '没有找到这份素材', en: 'There is no such material' },
  'material.page_not_found': { 'zh-CN': '没有这一页', en: 'There is no such page' },
  'material.incomplete': {
    'zh-CN': '素材还没有上传完, 请稍候',
    en: 'The material has not been uploaded completely yet',
  },
  'material.limit_reached': {
    'zh-CN': '本场素材已达上限, 请先删除不用的素材',
    en: 'There are too many materials; please remove those not needed',
  },
  'stream.not_found': { 'zh-CN': '直播流尚未就绪', en: 'There is no stream here yet' },
  'stream.withdrawn': {
    'zh-CN': '这段内容已停止播出',
    en: 'This part has been withdrawn',
  },
  'attendance.ticket_invalid': { 'zh-CN': '观看凭证无效', en: 'The attendance ticket is not valid' },
  'attendance.ticket_expired': { 'zh-CN': '观看凭证已过期, 将自动重新开始', en: 'The attendance ticket has expired' },
  'attendance.ticket_foreign': { 'zh-CN': '观看凭证属于他人', en: 'The attendance ticket belongs to somebody else' },
  'correction.not_found': { 'zh-CN': '没有这条更正', en: 'This correction does not exist' },
  'correction.person_unknown': { 'zh-CN': '本场参会名单中没有此人', en: 'This person is not in the attendance list' },
  'correction.already_so': {
    'zh-CN': '此人的统计已经是这样, 请刷新后查看',
    en: 'This person is already counted that way',
  },
  'correction.withdrawn': { 'zh-CN': '这条更正已被撤回', en: 'This correction has been withdrawn already' },
  'correction.time_invalid': {
    'zh-CN': '补记时间无效: 结束应晚于开始, 且不能晚于现在',
    en: 'The time is not valid: its end must be after its beginning and not in the future',
  },
  'stream.forbidden': {
    'zh-CN': '观看凭证无效或已过期, 请重新进入',
    en: 'Your pass for this stream is missing or has expired; please join again',
  },
  'message.channel_off': {
    'zh-CN': '本平台尚未开通这种消息发送方式, 请联系管理员',
    en: 'This way of sending messages is not set up here; please contact the administrator',
  },
  'message.not_sent': {
    'zh-CN': '消息没有发送成功, 请稍后重试',
    en: 'The message could not be sent; please try again shortly',
  },
  'file.not_found': { 'zh-CN': '没有找到这个文件', en: 'This file does not exist' },
  'file.type_refused': {
    'zh-CN': '不支持这种文件, 请换用页面上列出的格式',
    en: 'This kind of file is not accepted; please use one of the formats listed on the page',
  },
  'file.too_large': {
    'zh-CN': '文件超出允许的大小, 请缩减后重试',
    en: 'The file is larger than allowed; please reduce it and try again',
  },
  'file.too_many_rows': {
    'zh-CN': '表格行数超出上限, 请分成几个文件导入',
    en: 'The table has too many rows; please split it into several files',
  },
  'file.unreadable': {
    'zh-CN': '文件无法读取, 请检查是否完整后重新保存并上传',
    en: 'The file cannot be read; please check that it is complete, save it again and retry',
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
