import { createHmac } from 'node:crypto';
import type { DeliveryChannel } from '../contracts/vocabulary.js';
import type { Clock } from '../infra/clock.js';
import { type MessageAdapter, MessageFailure, type OutgoingMessage } from './message-adapter.js';

const DEADLINE_MS = 5_000;
/** The bridge says by it that this message will never go out: a number that does not exist, a refused template. */
const NEVER = 422;

/**
 * Hands messages to a bridge of the operator's, which passes them on to the provider at hand: Aliyun, Tencent, the
 * province's own SMS platform. What the bridge must do stands in docs/messages.md.
 */
export class GatewayAdapter implements MessageAdapter {
  constructor(
    readonly channel: DeliveryChannel,
    private readonly gateway: { url: string; secret: string },
    private readonly clock: Clock,
  ) {}

  async send({ id, to, template, params, text }: OutgoingMessage): Promise<void> {
    const body = JSON.stringify({ channel: this.channel, to, template, params, text, id });
    const status = await this.post(body);
    if (status < 200 || status > 299) throw new MessageFailure(`http_${status}`, status === NEVER);
  }

  /** @returns the HTTP status; a redirect is one too and is not followed, it would carry the phone elsewhere */
  private async post(body: string): Promise<number> {
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1000));
    const signature = createHmac('sha256', this.gateway.secret).update(`${timestamp}.${body}`).digest('hex');
    try {
      const response = await fetch(this.gateway.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(DEADLINE_MS),
        headers: {
          'Content-Type': 'application/json',
          'X-Yunqiao-Timestamp': timestamp,
          'X-Yunqiao-Signature': `sha256=${signature}`,
        },
        body,
      });
      // The status says it all; an answer without end must not be waited for.
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      throw new MessageFailure((error as Error).name === 'TimeoutError' ? 'timeout' : 'unreachable');
    }
  }
}
