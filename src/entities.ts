import { AccessToken } from './accounts/sign-in/access-token.entity.js';
import { AccountIdentity } from './accounts/sign-in/account-identity.entity.js';
import { Account } from './accounts/account.entity.js';
import { AccountTry } from './accounts/sign-in/account-try.entity.js';
import { AuditCheck } from './accounts/audit/audit-check.entity.js';
import { AuditEntry } from './accounts/audit/audit-entry.entity.js';
import { AuditSeal } from './accounts/audit/audit-seal.entity.js';
import { ConsentText } from './accounts/persons/consent-text.entity.js';
import { Consent } from './accounts/persons/consent.entity.js';
import { PasswordLink } from './accounts/sign-in/password-link.entity.js';
import { PersonLink } from './accounts/persons/person-link.entity.js';
import { PersonPhone } from './accounts/persons/person-phone.entity.js';
import { PersonProfile } from './accounts/persons/person-profile.entity.js';
import { Person } from './accounts/persons/person.entity.js';
import { PhoneCode } from './accounts/sign-in/phone-code.entity.js';
import { RoleGrant } from './accounts/administration/role-grant.entity.js';
import { AgendaItem } from './events/agenda/agenda-item.entity.js';
import { AgendaService } from './events/agenda/agenda-service.entity.js';
import { Channel } from './events/channels/channel.entity.js';
import { EventCohost } from './events/cohosts/event-cohost.entity.js';
import { InvitedPhone } from './events/registration/invited-phone.entity.js';
import { OnAirWindow } from './events/sessions/on-air-window.entity.js';
import { OnlineEvent } from './events/online-event.entity.js';
import { ProgrammeAgency } from './events/programmes/programme-agency.entity.js';
import { Programme } from './events/programmes/programme.entity.js';
import { Registration } from './events/registration/registration.entity.js';
import { SessionCut } from './events/sessions/session-cut.entity.js';
import { SessionReminder } from './events/sessions/session-reminder.entity.js';
import { Session } from './events/sessions/session.entity.js';
import { VenueSignIn } from './events/venues/venue-sign-in.entity.js';
import { Venue } from './events/venues/venue.entity.js';
import { IdempotencyKeyRow } from './infra/idempotency-key.entity.js';
import { StoredFileRow } from './infra/storage/file.entity.js';
import { NoticeDelivery } from './notifications/notice-delivery.entity.js';
import { Notice } from './notifications/notice.entity.js';
import { ImportBatch } from './organisations/imports/import-batch.entity.js';
import { ImportLine } from './organisations/imports/import-line.entity.js';
import { Invitation } from './organisations/members/invitation.entity.js';
import { Membership } from './organisations/members/membership.entity.js';
import { OrganisationApplication } from './organisations/applications/organisation-application.entity.js';
import { OrganisationMerge } from './organisations/merging/organisation-merge.entity.js';
import { Organisation } from './organisations/organisation.entity.js';
import { ServiceItem } from './organisations/service-item.entity.js';
import { ProgrammeTake } from './rooms/programme-take.entity.js';
import { ReplayEdit } from './rooms/replay/replay-edit.entity.js';
import { ReplayExport } from './rooms/replay/replay-export.entity.js';
import { Recording } from './rooms/recording.entity.js';
import { AttendanceMinute } from './reports/attendance/attendance-minute.entity.js';
import { AttendancePerson } from './reports/attendance/attendance-person.entity.js';
import { AttendanceCorrection } from './reports/corrections/attendance-correction.entity.js';
import { AttendanceRollup } from './reports/attendance/attendance-rollup.entity.js';
import { RaisedHandRow } from './stage/people/raised-hand.entity.js';
import { StageInvitation } from './stage/people/stage-invitation.entity.js';
import { StageParticipant } from './stage/people/stage-participant.entity.js';
import { ProgrammeShot } from './stage/programme/programme-shot.entity.js';
import { StageMaterialRow } from './stage/programme/stage-material.entity.js';
import { StagePage } from './stage/programme/stage-page.entity.js';
import { Stage } from './stage/programme/stage.entity.js';

/** Every entity; `test/schema.spec.ts` proves that they and the migrations say the same. */
export const ENTITIES = [
  AttendanceCorrection,
  AttendanceMinute,
  AttendancePerson,
  AttendanceRollup,
  AccessToken,
  Account,
  AccountIdentity,
  AccountTry,
  AgendaItem,
  AgendaService,
  AuditCheck,
  AuditEntry,
  AuditSeal,
  Channel,
  Consent,
  ConsentText,
  EventCohost,
  IdempotencyKeyRow,
  ImportBatch,
  ImportLine,
  Invitation,
  InvitedPhone,
  Membership,
  Notice,
  NoticeDelivery,
  OnAirWindow,
  OnlineEvent,
  Organisation,
  OrganisationApplication,
  OrganisationMerge,
  PasswordLink,
  Person,
  PersonLink,
  PersonPhone,
  PersonProfile,
  PhoneCode,
  Programme,
  ProgrammeAgency,
  ProgrammeShot,
  ProgrammeTake,
  RaisedHandRow,
  Recording,
  Registration,
  ReplayEdit,
  ReplayExport,
  RoleGrant,
  ServiceItem,
  Session,
  SessionCut,
  SessionReminder,
  Stage,
  StageInvitation,
  StageMaterialRow,
  StagePage,
  StageParticipant,
  StoredFileRow,
  Venue,
  VenueSignIn,
];
