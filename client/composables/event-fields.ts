import type { EventDetail, EventForm, EventMode, EventQuestion, EventRequest } from '../../src/contracts/index.js';

/** What an event says of itself, as the forms hold it; one field of `EventRequest` each, none of them missing. */
export interface EventFields {
  title: string;
  form: EventForm;
  mode: EventMode;
  programmeId: string | null;
  programmeFields: Record<string, string>;
  summary: string;
  description: string;
  capacity: number | null;
  registrationOpen: boolean;
  registrationUntil: string;
  questions: EventQuestion[];
  version: number;
}

export const NEW_EVENT: EventFields = {
  title: '',
  form: 'docking',
  mode: 'online',
  programmeId: null,
  programmeFields: {},
  summary: '',
  description: '',
  capacity: null,
  registrationOpen: true,
  registrationUntil: '',
  questions: [],
  version: 0,
};

export function fieldsOf(event: EventDetail): EventFields {
  const { title, form, mode, programme, programmeFields, summary, description } = event;
  const { capacity, registrationOpen, registrationUntil, questions, version } = event;
  return {
    ...{ title, form, mode, programmeId: programme?.id ?? null, programmeFields, summary, description },
    ...{ capacity, registrationOpen, registrationUntil: registrationUntil ?? '', questions, version },
  };
}

/** With the version that was read, except for a new event. */
export function requestOf(fields: EventFields, { isNew = false } = {}): EventRequest {
  const { version, registrationUntil, programmeFields, ...rest } = fields;
  const filled = Object.entries(programmeFields).filter(([, value]) => value.trim() !== '');
  return {
    ...rest,
    programmeFields: Object.fromEntries(filled),
    registrationUntil: registrationUntil || null,
    ...(!isNew && { version }),
  };
}
