/**
 * The words that cross every border of the house: states, verbs, error codes. This file imports nothing, so that
 * browser, server and media node can all use its constants.
 */

/** States of a session (场次). `live` is the only one in which watching counts as live. */
export const SESSION_STATES = ['scheduled', 'live', 'ended', 'replay', 'postponed', 'cancelled'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** Whether a live session's picture is on air at this moment. */
export const ON_AIR_STATES = ['off', 'on', 'paused'] as const;
export type OnAirState = (typeof ON_AIR_STATES)[number];

/** Forms of an online event, as the provincial network names them; the value is what is stored, labels are the client's. */
export const EVENT_FORMS = [
  'docking',
  'training',
  'lecture',
  'micro_class',
  'salon',
  'assistance',
  'enterprise_visit',
  'service_conference',
  'competition',
  'knowledge_contest',
] as const;
export type EventForm = (typeof EVENT_FORMS)[number];

export const EVENT_MODES = ['online', 'offline', 'hybrid'] as const;
export type EventMode = (typeof EVENT_MODES)[number];

export const WINDOW_LEVELS = ['province', 'city', 'county', 'cluster'] as const;
export type WindowLevel = (typeof WINDOW_LEVELS)[number];

export const ORGANISATION_KINDS = ['window', 'agency', 'enterprise'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const ORGANISATION_STATES = ['active', 'merged', 'closed'] as const;
export type OrganisationState = (typeof ORGANISATION_STATES)[number];

/** Size of an enterprise by the national classification (大型, 中型, 小型, 微型). */
export const ENTERPRISE_SIZES = ['large', 'medium', 'small', 'micro'] as const;
export type EnterpriseSize = (typeof ENTERPRISE_SIZES)[number];

/** Sections of GB/T 4754-2017, the national classification of industries. */
export const INDUSTRIES = 'ABCDEFGHIJKLMNOPQRST'.split('');

/** How an organisation asks to be let in: 注册 (new enterprise), 认领 (one that is known already), 入驻 (agency). */
export const APPLICATION_ACTIONS = ['register', 'claim', 'onboard'] as const;
export type ApplicationAction = (typeof APPLICATION_ACTIONS)[number];

export const APPLICATION_STATES = ['submitted', 'returned', 'approved', 'withdrawn'] as const;
export type ApplicationState = (typeof APPLICATION_STATES)[number];

/** What can be uploaded as a table: organisations, or the roster of a venue. */
export const IMPORT_KINDS = ['window', 'agency', 'enterprise', 'roster'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What an agency offers, and what a demand asks for. */
export const SERVICE_CATEGORIES = [
  'startup',
  'information',
  'financing',
  'talent',
  'technology',
  'market',
  'cross_border',
  'supply_chain',
  'labour',
  'logistics',
  'consulting',
  'industrial_design',
  'testing',
  'law',
  'tax',
  'patent',
  'audit',
  'appraisal',
  'credit',
  'cloud',
] as const;
export type ServiceCategory = (typeof SERVICE_CATEGORIES)[number];

/**
 * Roles of accounts. The three administrators are separate by law of the house: no account holds two of them, and none
 * alone can change data and hide it. The others belong to an organisation of their kind.
 */
export const ADMIN_ROLES = ['system_admin', 'security_admin', 'audit_admin'] as const;
export type AdminRole = (typeof ADMIN_ROLES)[number];
export const MEMBER_ROLES = {
  window: ['window_manager', 'organiser', 'supervisor'],
  agency: ['agency_manager', 'agency_staff'],
  enterprise: ['enterprise_manager', 'enterprise_member'],
} as const satisfies Record<OrganisationKind, readonly string[]>;
export type MemberRole = (typeof MEMBER_ROLES)[OrganisationKind][number];
export type Role = AdminRole | MemberRole;
export const ROLES: readonly Role[] = [...ADMIN_ROLES, ...Object.values(MEMBER_ROLES).flat()];

export const INVITATION_STATES = ['pending', 'accepted', 'declined', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export const COHOST_STATES = ['invited', 'accepted', 'declined'] as const;
export type CohostState = (typeof COHOST_STATES)[number];

export const PLAN_STATES = ['declared', 'held', 'cancelled'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

export const PUBLICATION_STATES = ['draft', 'published', 'archived'] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

export const REGISTRATION_STATES = ['registered', 'cancelled'] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

export const AGENDA_KINDS = ['talk', 'pitch', 'roadshow', 'questions', 'break'] as const;
export type AgendaKind = (typeof AGENDA_KINDS)[number];

/** An MP4 that is made of a recording. */
export const EXPORT_STATES = ['waiting', 'running', 'ready', 'failed', 'superseded'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** Why a session was cut (紧急切断), as the buttons offer it. */
export const CUT_REASONS = ['content', 'privacy', 'wrong_picture', 'intruder', 'order', 'other'] as const;
export type CutReason = (typeof CUT_REASONS)[number];

/** What a person is asked to agree to; each has a text with versions. */
export const CONSENT_PURPOSES = ['privacy', 'reminders', 'contact_agency'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/**
 * Who may open a session's page and its streams: everybody, who is registered, who knows the code, whose phone stands
 * on the list, or who holds a signed viewer link.
 */
export const SESSION_ACCESS = ['public', 'registered', 'code', 'phones', 'link'] as const;
export type SessionAccess = (typeof SESSION_ACCESS)[number];

/** How a viewer receives the programme feed. */
export const PLAYBACK_PATHS = ['webrtc', 'hls'] as const;
export type PlaybackPath = (typeof PLAYBACK_PATHS)[number];

/** How a session was watched (观看方式): live by WebRTC or HLS, its recording, or together with others at a venue. */
export const WATCH_WAYS = ['webrtc', 'hls', 'recording'] as const;
export type WatchWay = (typeof WATCH_WAYS)[number];

/** On what it was watched (终端); WeChat's own browser before the kind of device. */
export const DEVICES = ['wechat', 'phone', 'tablet', 'computer', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** Figures of a session or an event; each has a definition with versions (`reports/measures`). */
export const MEASURES = [
  'on_air_minutes',
  'participants',
  'viewers',
  'views',
  'on_site',
  'enterprises',
  'peak',
  'watch_minutes',
  'average_watch_minutes',
  'stay_minutes',
  'effective',
  'effective_rate',
  'replay_views',
  'replay_viewers',
  'registered',
  'registered_enterprises',
  'attendance_rate',
] as const;
export type MeasureCode = (typeof MEASURES)[number];

/** Why somebody's attendance is listed but not counted; `manual`: by a correction. */
export const EXCLUSIONS = ['stage', 'staff', 'robot', 'manual'] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** What can be corrected of somebody's attendance: not counted, counted all the same, watched for a time. */
export const CORRECTION_KINDS = ['exclude', 'count', 'watched'] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];

/** What a list of attendance can tell of a person, in the order of its files. */
export const ATTENDANCE_COLUMNS = [
  'number',
  'name',
  'phone',
  'enterpriseName',
  'creditCode',
  'jobTitle',
  'city',
  'county',
  'industry',
  'channel',
  'registeredAt',
  'firstAt',
  'lastAt',
  'stayMinutes',
  'watchMinutes',
  'watchPercent',
  'effective',
  'checkIn',
  'questions',
  'devices',
  'ways',
  'replayMinutes',
] as const;
export type AttendanceColumn = (typeof ATTENDANCE_COLUMNS)[number];

/**
 * What a link to a session allows: `host` runs it and publishes, `speaker` comes backstage and publishes, `viewer` opens
 * one whose access is `link`.
 */
export const SESSION_LINK_PURPOSES = ['host', 'speaker', 'viewer'] as const;
export type SessionLinkPurpose = (typeof SESSION_LINK_PURPOSES)[number];

/** And a link to an event: `hall` opens its hall screen (数据大屏). */
export const LINK_PURPOSES = [...SESSION_LINK_PURPOSES, 'hall'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** Who is on the stage of a session: who runs it, who was invited by a link, who raised a hand and was called. */
export const STAGE_ROLES = ['host', 'speaker', 'guest'] as const;
export type StageRole = (typeof STAGE_ROLES)[number];

/** Backstage (候场) one is seen and heard by the others on stage only; on stage also by the audience. */
export const STAGE_PLACES = ['backstage', 'on_stage'] as const;
export type StagePlace = (typeof STAGE_PLACES)[number];

export const STAGE_INVITATION_STATES = ['open', 'used', 'revoked', 'expired'] as const;
export type StageInvitationState = (typeof STAGE_INVITATION_STATES)[number];

/** A viewer's raised hand (举手). */
export const HAND_STATES = ['raised', 'called', 'accepted', 'declined', 'lowered', 'dismissed'] as const;
export type HandState = (typeof HAND_STATES)[number];

/** How the pictures of a scene lie in the frame: one alone, a second one small in the corner, two beside each other. */
export const SCENE_LAYOUTS = ['single', 'inset', 'side_by_side'] as const;
export type SceneLayout = (typeof SCENE_LAYOUTS)[number];

export const SCENE_SOURCES = ['camera', 'screen', 'material', 'encoder'] as const;
export type SceneSourceKind = (typeof SCENE_SOURCES)[number];

/** What can be put on air from a file: slides (pages), a picture or a video for the warm-up (暖场). */
export const MATERIAL_KINDS = ['slides', 'picture', 'clip'] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];
/** Of slides. */
export const MOST_PAGES = 200;

export const MEDIA_KINDS = ['audio', 'video'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Where a published track comes from; what is composed the media node makes itself. */
export const MEDIA_SOURCES = [
  'camera',
  'microphone',
  'screen',
  'screen_audio',
  'encoder',
  'composed',
  'composed_audio',
] as const;
export type MediaSource = (typeof MEDIA_SOURCES)[number];

/** Ways out of the house by which a person is told something; the notice in the app is always written. */
export const DELIVERY_CHANNELS = ['sms', 'mail', 'wechat'] as const;
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

export const DELIVERY_STATES = ['queued', 'sent', 'failed', 'skipped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a person is told; each is a template of `src/notifications/templates.ts`. */
export const NOTICE_KINDS = [
  'session_reminder_day',
  'session_reminder_minutes',
  'session_postponed',
  'session_cancelled',
  'registration_confirmed',
  'invitation_member',
  'invitation_cohost',
  'cohost_answered',
  'application_submitted',
  'application_approved',
  'application_returned',
  'handed_over',
  'account_locked',
  'roles_changed',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Verbs of the activity ledger, in the past tense; a line's verb is also the name of the jobs that it triggers. */
export const ACTIVITY_VERBS = [
  'session.started',
  'session.paused',
  'session.resumed',
  'session.ended',
  'session.reopened_as_replay',
  'session.postponed',
  'session.cancelled',
  'session.rescheduled',
  'session.cut',
  'session.cut_lifted',
  'agenda.item_shown',
  'event.declared',
  'event.published',
  'event.held',
  'event.cancelled',
  'event.archived',
  'cohost.accepted',
  'cohost.declined',
  'registration.made',
  'registration.cancelled',
  'venue.signed_in',
  'venue.roster_imported',
  'organisation.registered',
  'organisation.claimed',
  'organisation.onboarded',
  'organisation.imported',
  'organisation.merged',
  'person.linked',
  'consent.given',
  'consent.withdrawn',
  'programme.take_started',
  'programme.take_ended',
  'programme.switched',
  'rehearsal.started',
  'rehearsal.ended',
  'stage.entered',
  'stage.left',
  'stage.brought_on',
  'stage.taken_off',
  'stage.muted',
  'stage.unmuted',
  'stage.removed',
  'hand.raised',
  'hand.lowered',
  'hand.called',
  'hand.accepted',
  'hand.declined',
  'hand.dismissed',
] as const;
export type ActivityVerb = (typeof ACTIVITY_VERBS)[number];

/**
 * Administrative acts, in the past tense: what the audit says was done or, with the result `refused`, was asked for.
 * Nobody subscribes to them: programs read the ledger, people the audit.
 */
export const AUDIT_ACTIONS = [
  'account.created',
  'account.disabled',
  'account.enabled',
  'account.locked',
  'account.unlocked',
  'account.password_reset',
  'account.totp_reset',
  'account.identity_linked',
  'account.identity_unlinked',
  'account.data_exported',
  'account.data_deleted',
  'grant.given',
  'grant.revoked',
  'organisation.created',
  'organisation.changed',
  'organisation.merged',
  'organisation.imported',
  'application.submitted',
  'application.approved',
  'application.returned',
  'application.withdrawn',
  'membership.invited',
  'membership.accepted',
  'membership.changed',
  'membership.ended',
  'event.created',
  'event.changed',
  'event.published',
  'event.unpublished',
  'event.cancelled',
  'event.archived',
  'session.changed',
  'session.postponed',
  'session.cancelled',
  'session.cut',
  'session.cut_lifted',
  'evidence.viewed',
  'evidence.exported',
  'replay.changed',
  'replay.exported',
  'agenda.changed',
  'cohost.invited',
  'cohost.answered',
  'registration.exported',
  'attendance.exported',
  'attendance.export_ended',
  'attendance.corrected',
  'summary.exported',
  'roster.imported',
  'programme.created',
  'programme.changed',
  'venue.changed',
  'channel.changed',
  'phone.revealed',
  'access.refused',
  'setting.changed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an administrative act was done to. */
export const AUDIT_SUBJECTS = [
  'account',
  'grant',
  'organisation',
  'application',
  'membership',
  'invitation',
  'service_item',
  'import_batch',
  'programme',
  'event',
  'session',
  'agenda_item',
  'cohost',
  'registration',
  'roster',
  'venue',
  'channel',
  'person',
  'policy',
  'setting',
] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

export const AUDIT_RESULTS = ['done', 'refused'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/**
 * What a check of the audit finds wrong.
 * - `entry_changed`: the entry is not what was sealed.
 * - `entry_missing`: the entry of a seal is gone.
 * - `seal_missing`: numbers are missing before this one.
 * - `link_broken`: the seal does not follow from the one before it.
 * - `entry_unsealed`: the entry is older than ten minutes and has no seal.
 * - `head_missing`, `head_differs`: the expected head is beyond the chain's end, or another one stands there.
 */
export const AUDIT_FAULTS = [
  'entry_changed',
  'entry_missing',
  'seal_missing',
  'link_broken',
  'entry_unsealed',
  'head_missing',
  'head_differs',
] as const;
export type AuditFaultKind = (typeof AUDIT_FAULTS)[number];

/** Kinds of files that people upload and their media types; the kind is the extension, and told by the content. */
export const FILE_KINDS = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  mp4: 'video/mp4',
  webm: 'video/webm',
} as const;
export type FileKind = keyof typeof FILE_KINDS;

export interface FileRule {
  readonly kinds: readonly FileKind[];
  readonly maxBytes: number;
  /** Width times height of a picture: a small file may unpack to a picture that no browser can show. */
  readonly maxPixels?: number;
}

/** What files are uploaded for, and what each of them may be. */
export const FILE_PURPOSES = {
  licence: { kinds: ['pdf', 'png', 'jpg'], maxBytes: 10_485_760 },
  poster: { kinds: ['png', 'jpg', 'webp'], maxBytes: 5_242_880, maxPixels: 40_000_000 },
  import: { kinds: ['csv', 'xlsx'], maxBytes: 10_485_760 },
  material: { kinds: ['pdf', 'png', 'jpg'], maxBytes: 20_971_520 },
  stage_page: { kinds: ['png', 'jpg', 'webp'], maxBytes: 8_388_608, maxPixels: 8_294_400 },
  stage_clip: { kinds: ['mp4', 'webm'], maxBytes: 104_857_600 },
} as const satisfies Record<string, FileRule>;
export type FilePurpose = keyof typeof FILE_PURPOSES;

/** Every error code that a route or a socket command may answer with, and the HTTP status that goes with it. */
export const ERROR_STATUS = {
  'request.invalid': 400,
  'request.malformed': 400,
  'request.too_large': 413,
  'request.not_found': 404,
  'request.method_not_allowed': 405,
  'request.too_many': 429,
  'request.idempotency_mismatch': 422,
  'origin.refused': 403,
  'access.denied': 403,
  'access.sign_in_required': 401,
  'access.totp_required': 403,
  'access.link_invalid': 403,
  'access.link_expired': 403,
  'access.ticket_invalid': 401,
  'account.wrong_credentials': 401,
  'account.locked': 423,
  'account.disabled': 403,
  'account.login_taken': 409,
  'account.not_found': 404,
  'account.password_weak': 400,
  'account.totp_wrong': 401,
  'account.totp_missing': 409,
  'account.last_way_in': 409,
  'account.still_in_charge': 409,
  'account.link_used': 410,
  'account.identity_unknown': 403,
  'account.identity_taken': 409,
  'account.provider_failed': 502,
  'phone.code_wrong': 401,
  'phone.code_expired': 410,
  'phone.taken': 409,
  'phone.required': 403,
  'grant.role_refused': 403,
  'grant.roles_conflict': 409,
  'grant.not_found': 404,
  'consent.required': 403,
  'organisation.not_found': 404,
  'organisation.wrong_state': 409,
  'organisation.exists': 409,
  'organisation.kind_refused': 409,
  'organisation.parent_refused': 409,
  'organisation.area_taken': 409,
  'organisation.managed_already': 409,
  'organisation.merge_refused': 409,
  'application.not_found': 404,
  'application.wrong_state': 409,
  'application.open_already': 409,
  'application.claim_instead': 409,
  'application.limit_reached': 409,
  'invitation.not_found': 404,
  'invitation.wrong_state': 409,
  'invitation.expired': 410,
  'invitation.not_yours': 403,
  'membership.not_found': 404,
  'membership.exists': 409,
  'membership.last_manager': 409,
  'membership.successor_needed': 409,
  'service_item.not_found': 404,
  'service_item.limit_reached': 409,
  'import.not_found': 404,
  'import.wrong_state': 409,
  'import.columns_missing': 422,
  'import.empty': 422,
  'import.has_errors': 409,
  'programme.not_found': 404,
  'programme.slug_taken': 409,
  'programme.closed': 409,
  'event.not_found': 404,
  'event.wrong_state': 409,
  'event.incomplete': 409,
  'event.not_editable': 409,
  'event.changed_meanwhile': 409,
  'event.not_withdrawable': 409,
  'event.sessions_full': 409,
  'agenda.item_not_found': 404,
  'agenda.item_on_now': 409,
  'cohost.not_found': 404,
  'cohost.exists': 409,
  'cohost.refused': 409,
  'cohost.wrong_state': 409,
  'registration.not_found': 404,
  'registration.required': 403,
  'registration.closed': 409,
  'registration.full': 409,
  'session.not_found': 404,
  'session.wrong_state': 409,
  'session.changed_meanwhile': 409,
  'session.times_refused': 409,
  'session.cut_already': 409,
  'session.not_cut': 409,
  'replay.trim_refused': 409,
  'replay.export_running': 409,
  'replay.nothing_to_export': 409,
  'session.postpone_needed': 409,
  'session.code_required': 403,
  'session.code_wrong': 403,
  'session.phone_not_listed': 403,
  'venue.not_found': 404,
  'venue.closed': 409,
  'venue.limit_reached': 409,
  'channel.not_found': 404,
  'channel.limit_reached': 409,
  'media.not_ready': 503,
  'media.full': 503,
  'media.not_publisher': 403,
  'media.transport_not_found': 404,
  'media.producer_not_found': 404,
  'media.consumer_not_found': 404,
  'media.parameters_refused': 400,
  'media.limit_reached': 409,
  'media.deadline': 503,
  'stage.name_required': 409,
  'stage.person_not_found': 404,
  'stage.wrong_state': 409,
  'stage.full': 409,
  'stage.backstage_full': 409,
  'stage.removed': 403,
  'stage.left': 403,
  'stage.invitation_not_found': 404,
  'stage.invitation_revoked': 403,
  'stage.invitations_full': 409,
  'hand.not_found': 404,
  'hand.wrong_state': 409,
  'hand.on_stage_already': 409,
  'scene.source_missing': 409,
  'material.not_found': 404,
  'material.page_not_found': 404,
  'material.incomplete': 409,
  'material.limit_reached': 409,
  'stream.not_found': 404,
  'stream.forbidden': 403,
  'stream.withdrawn': 451,
  'attendance.ticket_invalid': 400,
  'attendance.ticket_expired': 409,
  'attendance.ticket_foreign': 403,
  'correction.not_found': 404,
  'correction.person_unknown': 404,
  'correction.already_so': 409,
  'correction.withdrawn': 409,
  'correction.time_invalid': 422,
  'message.channel_off': 409,
  'message.not_sent': 503,
  'file.not_found': 404,
  'file.type_refused': 415,
  'file.too_large': 413,
  'file.too_many_rows': 422,
  'file.unreadable': 422,
  'server.unavailable': 503,
  'server.failed': 500,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof ERROR_STATUS;
export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** Languages of the interface; the first one is the default. */
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
