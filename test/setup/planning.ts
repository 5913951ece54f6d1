import type { SignedInPerson } from './people.js';
import type { EventDetail } from '../../src/contracts/event.contract.js';

/** An instant some days from now, at an hour of the day in Asia/Shanghai. */
export function inDays(days: number, hour = 14, minutes = 0): string {
  const day = new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
  const pad = (number: number) => String(number).padStart(2, '0');
  return new Date(`${day}T${pad(hour)}:${pad(minutes)}:00+08:00`).toISOString();
}

export const EVENT = {
  title: '融资服务云上对接会',
  form: 'docking',
  mode: 'online',
  summary: '六家银行在线推介',
  description: '面向全市中小微企业。',
  registrationOpen: true,
  questions: [],
} as const;

export const session = (change: Record<string, unknown> = {}) => ({
  title: '第一场',
  summary: '',
  description: '',
  startsAt: inDays(3, 14),
  endsAt: inDays(3, 16),
  access: 'public',
  ...change,
});

/** A draft of the organisation. */
export async function declare(
  { agent }: SignedInPerson,
  organisationId: string,
  change: Record<string, unknown> = {},
): Promise<EventDetail> {
  const answer = await agent.post(`/api/organisations/${organisationId}/events`).send({ ...EVENT, ...change });
  if (answer.status !== 201) throw new Error(`declare: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A published event with one session. */
export async function publish(
  person: SignedInPerson,
  organisationId: string,
  change: Record<string, unknown> = {},
  planned: Record<string, unknown> = {},
): Promise<{ event: EventDetail; sessionId: string }> {
  const { id } = await declare(person, organisationId, change);
  const added = await person.agent.post(`/api/events/${id}/sessions`).send(session(planned));
  if (added.status !== 201) throw new Error(`session: ${added.status} ${JSON.stringify(added.body)}`);
  const published = await person.agent.post(`/api/events/${id}/publish`);
  if (published.status !== 200) throw new Error(`publish: ${published.status} ${JSON.stringify(published.body)}`);
  return { event: published.body, sessionId: added.body.id };
}
