import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body as they came. */
  data: string;
}

/** As much of an SMTP server (RFC 5321) as receives a mail without TLS. */
export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  /** The reply to RCPT TO from now on; null: it says nothing any more, from the greeting on. */
  answerRecipients(reply: string | null): void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let recipients: string | null = '250 OK';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (recipients !== null) talk(socket, mails, () => recipients ?? '250 OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    answerRecipients: (reply) => (recipients = reply),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function talk(socket: Socket, mails: ReceivedMail[], recipientReply: () => string): void {
  const say = (reply: string) => socket.write(`${reply}\r\n`);
  let mail: ReceivedMail = { from: '', to: [], data: '' };
  let lines: string[] | null = null;
  say('220 mail.test ESMTP');
  createInterface({ input: socket }).on('line', (line) => {
    if (lines) {
      if (line !== '.') return void lines.push(line.replace(/^\./, ''));
      mails.push({ ...mail, data: lines.join('\n') });
      [mail, lines] = [{ from: '', to: [], data: '' }, null];
      return say('250 OK');
    }
    const [, verb = '', rest = ''] = /^(EHLO|HELO|MAIL FROM:|RCPT TO:|DATA|RSET|QUIT)(.*)$/i.exec(line) ?? [];
    switch (verb.toUpperCase()) {
      case 'MAIL FROM:':
        mail.from = /<(.*)>/.exec(rest)?.[1] ?? '';
        return say('250 OK');
      case 'RCPT TO:': {
        const reply = recipientReply();
        if (reply.startsWith('250')) mail.to.push(/<(.*)>/.exec(rest)?.[1] ?? '');
        return say(reply);
      }
      case 'DATA':
        lines = [];
        return say('354 Go ahead');
      case 'QUIT':
        return socket.end('221 Bye\r\n');
      default:
        return say(verb ? '250 mail.test' : '502 Not implemented');
    }
  });
}
