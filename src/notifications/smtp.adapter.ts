import { createTransport } from 'nodemailer';
import { type MessageAdapter, MessageFailure, type OutgoingMessage } from './message-adapter.js';

const TIMEOUT_MS = 5_000;
/** What the server said of this sender, recipient or message, rather than of us. */
const ABOUT_THE_MESSAGE = ['EENVELOPE', 'EMESSAGE'];

/** Sends mail through the operator's mail server. */
export class SmtpAdapter implements MessageAdapter {
  readonly channel = 'mail';
  private readonly transport: ReturnType<typeof createTransport>;
  private readonly host: string;

  /** @param smtp `url` as nodemailer takes it: `smtps://user:password@host`, `smtp://host:587?requireTLS=true` */
  constructor(private readonly smtp: { url: string; from: string }) {
    this.host = /@([^\s>]+)/.exec(smtp.from)?.[1] ?? 'localhost';
    this.transport = createTransport({
      url: smtp.url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, subject, text }: OutgoingMessage): Promise<void> {
    try {
      await this.transport.sendMail({
        from: this.smtp.from,
        // As an object: a text would be read as a list, and one address could become several recipients.
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${this.host}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { code = 'error', responseCode } = error as { code?: string; responseCode?: number };
      const permanent = (responseCode ?? 0) >= 500 && ABOUT_THE_MESSAGE.includes(code);
      throw new MessageFailure(`smtp_${responseCode ?? code.toLowerCase()}`, permanent);
    }
  }
}
