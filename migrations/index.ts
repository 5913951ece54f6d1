import { AppRole1700000001000 } from './1700000001000-app-role.js';
import { Organisation1700000002000 } from './1700000002000-organisation.js';
import { Person1700000003000 } from './1700000003000-person.js';
import { OnlineEvent1700000004000 } from './1700000004000-online-event.js';
import { Session1700000005000 } from './1700000005000-session.js';
import { Activity1700000006000 } from './1700000006000-activity.js';
import { IdempotencyKey1700000007000 } from './1700000007000-idempotency-key.js';
import { Recording1700000008000 } from './1700000008000-recording.js';
import { Notice1700000010000 } from './1700000010000-notice.js';
import { Audit1700000012000 } from './1700000012000-audit.js';
import { File1700000011000 } from './1700000011000-file.js';
import { Account1700000013000 } from './1700000013000-account.js';
import { TotpPending1700000013500 } from './1700000013500-totp-pending.js';
import { Network1700000014000 } from './1700000014000-network.js';
import { EventPlanning1700000015000 } from './1700000015000-event-planning.js';
import { SessionStateSince1700000015500 } from './1700000015500-session-state-since.js';
import { SessionReminder1700000015700 } from './1700000015700-session-reminder.js';
import { ImportCounts1700000015800 } from './1700000015800-import-counts.js';
import { RegistrationOrder1700000015900 } from './1700000015900-registration-order.js';
import { AccountTry1700000016100 } from './1700000016100-account-try.js';
import { Stage1700000020000 } from './1700000020000-stage.js';
import { StageMaterial1700000020500 } from './1700000020500-stage-material.js';
import { ProgrammeShot1700000021000 } from './1700000021000-programme-shot.js';
import { SessionVersion1700000016200 } from './1700000016200-session-version.js';
import { FileOwner1700000016300 } from './1700000016300-file-owner.js';
import { NoticeAge1700000016400 } from './1700000016400-notice-age.js';
import { ImportList1700000016500 } from './1700000016500-import-list.js';
import { SessionCut1700000022000 } from './1700000022000-session-cut.js';
import { Replay1700000022500 } from './1700000022500-replay.js';
import { AttendanceCorrection1700000024000 } from './1700000024000-attendance-correction.js';
import { Attendance1700000023000 } from './1700000023000-attendance.js';
import { StageWithdrawal1700000022700 } from './1700000022700-stage-withdrawal.js';

/** In the order of their making. */
export const MIGRATIONS = [
  AppRole1700000001000,
  Organisation1700000002000,
  Person1700000003000,
  OnlineEvent1700000004000,
  Session1700000005000,
  Activity1700000006000,
  IdempotencyKey1700000007000,
  Recording1700000008000,
  Notice1700000010000,
  Audit1700000012000,
  File1700000011000,
  Account1700000013000,
  TotpPending1700000013500,
  Network1700000014000,
  EventPlanning1700000015000,
  SessionStateSince1700000015500,
  SessionReminder1700000015700,
  ImportCounts1700000015800,
  RegistrationOrder1700000015900,
  AccountTry1700000016100,
  SessionVersion1700000016200,
  FileOwner1700000016300,
  NoticeAge1700000016400,
  ImportList1700000016500,
  Stage1700000020000,
  StageMaterial1700000020500,
  ProgrammeShot1700000021000,
  SessionCut1700000022000,
  Replay1700000022500,
  Attendance1700000023000,
  StageWithdrawal1700000022700,
  AttendanceCorrection1700000024000,
];
