import { Logger } from '@nestjs/common';
import type { Config } from '../config.js';
import type { DeliveryChannel } from '../contracts/vocabulary.js';
import { maskPhone } from '../infra/phone.js';
import type { MessageAdapter, OutgoingMessage } from './message-adapter.js';

/**
 * Writes messages to the log, where the start script shows them in the terminal: whoever tries Yunqiao signs in without
 * a contract with a provider. Whoever reads the log could sign in as anybody, so production has no such adapter.
 */
export class ConsoleAdapter implements MessageAdapter {
  private readonly logger = new Logger('Messages');

  constructor(
    readonly channel: DeliveryChannel,
    { production }: Pick<Config, 'production'>,
  ) {
    if (production) throw new Error('The console adapter is not for production');
  }

  async send({ to, text }: OutgoingMessage): Promise<void> {
    this.logger.log({ msg: `[${this.channel} → ${masked(to)}] ${text}`, notice: true });
  }
}

/** Enough to tell two of them apart. */
function masked(to: string): string {
  return to.startsWith('+') ? maskPhone(to) : `${to.slice(0, 2)}****${to.slice(-4)}`;
}
