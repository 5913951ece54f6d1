import { AccessToken } from './accounts/access-token.entity.js';
import { AccountIdentity } from './accounts/account-identity.entity.js';
import { Account } from './accounts/account.entity.js';
import { AuditCheck } from './accounts/audit-check.entity.js';
import { AuditEntry } from './accounts/audit-entry.entity.js';
import { AuditSeal } from './accounts/audit-seal.entity.js';
import { ConsentText } from './accounts/consent-text.entity.js';
import { Consent } from './accounts/consent.entity.js';
import { PasswordLink } from './accounts/password-link.entity.js';
import { PersonLink } from './accounts/person-link.entity.js';
import { PersonPhone } from './accounts/person-phone.entity.js';
import { PersonProfile } from './accounts/person-profile.entity.js';
import { Person } from './accounts/person.entity.js';
import { PhoneCode } from './accounts/phone-code.entity.js';
import { RoleGrant } from './accounts/role-grant.entity.js';
import { AgendaItem } from './events/agenda-item.entity.js';
import { AgendaService } from './events/agenda-service.entity.js';
import { Channel } from './events/channel.entity.js';
import { EventCohost } from './events/event-cohost.entity.js';
import { InvitedPhone } from './events/invited-phone.entity.js';
import { OnAirWindow } from './events/on-air-window.entity.js';
import { OnlineEvent } from './events/online-event.entity.js';
import { ProgrammeAgency } from './events/programme-agency.entity.js';
import { Programme } from './events/programme.entity.js';
import { Registration } from './events/registration.entity.js';
import { SessionReminder } from './events/session-reminder.entity.js';
import { Session } from './events/session.entity.js';
import { VenueSignIn } from './events/venue-sign-in.entity.js';
import { Venue } from './events/venue.entity.js';
import { IdempotencyKeyRow } from './infra/idempotency-key.entity.js';
import { StoredFileRow } from './infra/storage/file.entity.js';
import { NoticeDelivery } from './notifications/notice-delivery.entity.js';
import { Notice } from './notifications/notice.entity.js';
import { ImportBatch } from './organisations/import-batch.entity.js';
import { ImportLine } from './organisations/import-line.entity.js';
import { Invitation } from './organisations/invitation.entity.js';
import { Membership } from './organisations/membership.entity.js';
import { OrganisationApplication } from './organisations/organisation-application.entity.js';
import { OrganisationMerge } from './organisations/organisation-merge.entity.js';
import { Organisation } from './organisations/organisation.entity.js';
import { ServiceItem } from './organisations/service-item.entity.js';
import { ProgrammeTake } from './rooms/programme-take.entity.js';
import { Recording } from './rooms/recording.entity.js';

/** Every entity; `test/schema.spec.ts` proves that they and the migrations say the same. */
export const ENTITIES = [
  AccessToken,
  Account,
  AccountIdentity,
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
  ProgrammeTake,
  Recording,
  Registration,
  RoleGrant,
  ServiceItem,
  Session,
  SessionReminder,
  StoredFileRow,
  Venue,
  VenueSignIn,
];
