import request from 'supertest';
import type { EnterStageAnswer, StageInvitation, StagePerson, StageView } from '../../src/contracts/stage.contract.js';
import type { TestApp } from './app.js';
import { connect, type TestSocket } from './client.js';

type Agent = ReturnType<typeof request.agent>;

/** A browser that has entered the stage of a session. */
export class OnStage {
  private constructor(
    readonly agent: Agent,
    readonly session: string,
    readonly entered: EnterStageAnswer,
    private readonly server: TestApp,
  ) {}

  /** By a host's link. */
  static async host(server: TestApp, session: string): Promise<OnStage> {
    return OnStage.by(server, session, { link: server.link('host', session) });
  }

  /** By an invitation of that host. */
  static async speaker(host: OnStage, name: string, unit = ''): Promise<OnStage> {
    const { body } = await host.post('invitations', { name, unit }).expect(201);
    return OnStage.by(host.server, host.session, { link: linkOf(body) });
  }

  static async by(server: TestApp, session: string, request_: object, agent?: Agent): Promise<OnStage> {
    const browser = agent ?? request.agent(server.url);
    const { body } = await browser.post(`/api/stages/${session}/enter`).send(request_).expect(200);
    return new OnStage(browser, session, body as EnterStageAnswer, server);
  }

  get id(): string {
    return this.entered.you.id;
  }

  /** As after a reload: by the cookie. */
  enter(request_: object = {}) {
    return this.agent.post(`/api/stages/${this.session}/enter`).send(request_);
  }

  post(path: string, body: object = {}) {
    return this.agent.post(`/api/stages/${this.session}/${path}`).send(body);
  }

  /** What a host does with somebody. */
  do(command: string, { id }: { id: string }) {
    return this.post(`people/${id}/${command}`);
  }

  scene(body: object) {
    return this.agent.put(`/api/stages/${this.session}/scene`).send(body);
  }

  connect(): Promise<TestSocket> {
    return connect(this.server.url, this.entered.ticket);
  }
}

/** The secret of an invitation's address. */
export function linkOf({ url }: StageInvitation): string {
  return new URL(url ?? '').searchParams.get('link') ?? '';
}

export function personOf({ people }: StageView, { id }: { id: string }): StagePerson | undefined {
  return people.find((person) => person.id === id);
}
