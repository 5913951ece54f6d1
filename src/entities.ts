import { Person } from './accounts/person.entity.js';
import { AgendaItem } from './events/agenda-item.entity.js';
import { OnAirWindow } from './events/on-air-window.entity.js';
import { OnlineEvent } from './events/online-event.entity.js';
import { Programme } from './events/programme.entity.js';
import { Session } from './events/session.entity.js';
import { IdempotencyKeyRow } from './infra/idempotency-key.entity.js';
import { Organisation } from './organisations/organisation.entity.js';
import { ProgrammeTake } from './rooms/programme-take.entity.js';
import { Recording } from './rooms/recording.entity.js';

/** Every entity; `test/schema.spec.ts` proves that they and the migrations say the same. */
export const ENTITIES = [
  AgendaItem,
  IdempotencyKeyRow,
  OnAirWindow,
  OnlineEvent,
  Organisation,
  Person,
  Programme,
  ProgrammeTake,
  Recording,
  Session,
];
