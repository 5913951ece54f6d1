import type { DeliveryChannel } from '../contracts/vocabulary.js';

/** A message on its way out. Never log it: it carries an address, and often a code or a link that is a right. */
export interface OutgoingMessage {
  /** The same at every attempt for the same message: what makes a repeated one recognisable. */
  readonly id: string;
  /** A phone (`+8613812341234`), a mail address, or an open id of WeChat. */
  readonly to: string;
  readonly template: string;
  /** The words of the text by name, as providers' own templates want them. */
  readonly params: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly text: string;
}

/** One way out of the house; docs/messages.md is for those who write one. */
export interface MessageAdapter {
  readonly channel: DeliveryChannel;
  /**
   * Resolves when the message was taken over for delivery, rejects with MessageFailure within seconds otherwise. It may
   * be called again with the same id.
   */
  send(message: OutgoingMessage): Promise<void>;
}

/** Why a message was not taken over: a short code, fit for a table and a log. */
export class MessageFailure extends Error {
  override readonly name = 'MessageFailure';

  /** @param permanent another attempt with the same message would be refused again */
  constructor(
    readonly code: string,
    readonly permanent = false,
  ) {
    // The cause is left out on purpose: providers repeat the address in their errors.
    super(`Message not sent: ${code}`);
  }
}
