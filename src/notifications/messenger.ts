import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { CONFIG, type Config } from '../config.js';
import type { DeliveryChannel, DeliveryState, Locale } from '../contracts/vocabulary.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';
import { Metrics } from '../infra/metrics.js';
import { ConsoleAdapter } from './console.adapter.js';
import { MessageFailure, type OutgoingMessage } from './message-adapter.js';
import { MessageAdapters } from './message-adapters.js';
import { withLink, wordsOf } from './message-text.js';
import { type MessageTemplate, type ParamsOf, templateOf } from './templates.js';

interface Message<T extends MessageTemplate> {
  channel: DeliveryChannel;
  to: string;
  template: T;
  params: ParamsOf<T>;
  /** Chinese unless said otherwise. */
  locale?: Locale;
}

/** What `compose` makes a message of: names and values as they are stored. */
interface Content {
  id: string;
  to: string;
  template: MessageTemplate;
  params: Readonly<Record<string, unknown>>;
  locale: Locale;
  /** A path of the app. */
  href?: string | null;
}

/** Sends single messages out of the house, now and without a notice. */
@Injectable()
export class Messenger {
  private readonly counter: Counter<'channel' | 'outcome'>;

  constructor(
    private readonly adapters: MessageAdapters,
    @Inject(CONFIG) private readonly config: Config,
    metrics: Metrics,
  ) {
    this.counter = metrics.counter('yunqiao_messages_total', 'Messages by channel and outcome', ['channel', 'outcome']);
  }

  has(channel: DeliveryChannel): boolean {
    return this.adapters.get(channel) !== undefined;
  }

  /** Whether messages only appear in the terminal; never in production. */
  isConsole(channel: DeliveryChannel): boolean {
    return this.adapters.get(channel) instanceof ConsoleAdapter;
  }

  /**
   * Sends now; resolves once the provider has taken the message over, at the latest after some seconds. Do not call it
   * inside a transaction: that would be held open meanwhile.
   *
   * @throws AppError `message.channel_off`, `message.not_sent`
   */
  async send<T extends MessageTemplate>({
    channel,
    to,
    template,
    params,
    locale = 'zh-CN',
  }: Message<T>): Promise<void> {
    if (!this.has(channel)) throw new AppError('message.channel_off');
    try {
      await this.attempt(channel, { id: newId(), to, template, params, locale });
      this.count(channel, 'sent');
    } catch (error) {
      this.count(channel, 'failed');
      throw new AppError('message.not_sent', { cause: error });
    }
  }

  /**
   * One attempt, not counted. The id must be the same at every attempt for the same message.
   *
   * @throws MessageFailure
   */
  async attempt(channel: DeliveryChannel, content: Content): Promise<void> {
    const adapter = this.adapters.get(channel);
    if (!adapter) throw new MessageFailure('channel_off', true);
    await adapter.send(this.compose(content));
  }

  count(channel: DeliveryChannel, outcome: Exclude<DeliveryState, 'queued'>): void {
    this.counter.inc({ channel, outcome });
  }

  private compose({ id, to, template, params, locale, href }: Content): OutgoingMessage {
    const { params: kinds, wording } = templateOf(template);
    const words = wordsOf(kinds, params, locale);
    const url = words['url'] || (href ? this.config.publicUrl + href : undefined);
    return {
      id,
      to,
      template,
      params: url ? { ...words, url } : words,
      subject: wording[locale].subject,
      text: withLink(wording[locale].text(words), url, locale),
    };
  }
}
