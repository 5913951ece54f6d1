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

/** Who may open a session's page and its streams: everybody, or who holds a signed viewer link. */
export const SESSION_ACCESS = ['public', 'link'] as const;
export type SessionAccess = (typeof SESSION_ACCESS)[number];

/** How a viewer receives the programme feed. */
export const PLAYBACK_PATHS = ['webrtc', 'hls'] as const;
export type PlaybackPath = (typeof PLAYBACK_PATHS)[number];

/** What a stage link allows: `host` runs the session and publishes, `viewer` opens a session whose access is `link`. */
export const LINK_PURPOSES = ['host', 'viewer'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

export const MEDIA_KINDS = ['audio', 'video'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Where a published track comes from. */
export const MEDIA_SOURCES = ['camera', 'microphone', 'screen', 'screen_audio', 'encoder'] as const;
export type MediaSource = (typeof MEDIA_SOURCES)[number];

/** Verbs of the activity ledger, in the past tense; a line's verb is also the name of the jobs that it triggers. */
export const ACTIVITY_VERBS = [
  'session.started',
  'session.paused',
  'session.resumed',
  'session.ended',
  'session.reopened_as_replay',
  'programme.take_started',
  'programme.take_ended',
] as const;
export type ActivityVerb = (typeof ACTIVITY_VERBS)[number];

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
  'access.link_invalid': 403,
  'access.link_expired': 403,
  'access.ticket_invalid': 401,
  'session.not_found': 404,
  'session.wrong_state': 409,
  'media.not_ready': 503,
  'media.full': 503,
  'media.not_publisher': 403,
  'media.transport_not_found': 404,
  'media.producer_not_found': 404,
  'media.consumer_not_found': 404,
  'media.parameters_refused': 400,
  'media.limit_reached': 409,
  'media.deadline': 503,
  'stream.not_found': 404,
  'stream.forbidden': 403,
  'server.unavailable': 503,
  'server.failed': 500,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof ERROR_STATUS;
export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** Languages of the interface; the first one is the default. */
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
