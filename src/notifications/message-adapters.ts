import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { DELIVERY_CHANNELS, type DeliveryChannel } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import { ConsoleAdapter } from './console.adapter.js';
import { GatewayAdapter } from './gateway.adapter.js';
import type { MessageAdapter } from './message-adapter.js';
import { SmtpAdapter } from './smtp.adapter.js';

/** Which channel goes out by which adapter: as configured; else to the console, and in production not at all. */
@Injectable()
export class MessageAdapters {
  private readonly adapters: ReadonlyMap<DeliveryChannel, MessageAdapter>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {
    const chosen = DELIVERY_CHANNELS.map((channel) => this.configured(channel) ?? this.fallback(channel));
    this.adapters = new Map(chosen.flatMap((adapter) => (adapter ? [[adapter.channel, adapter] as const] : [])));
  }

  get(channel: DeliveryChannel): MessageAdapter | undefined {
    return this.adapters.get(channel);
  }

  private configured(channel: DeliveryChannel): MessageAdapter | null {
    const { smtp, gateways } = this.config.messages;
    if (channel === 'mail') return smtp && new SmtpAdapter(smtp);
    const gateway = gateways[channel];
    return gateway && new GatewayAdapter(channel, gateway, this.clock);
  }

  private fallback(channel: DeliveryChannel): MessageAdapter | null {
    return this.config.production ? null : new ConsoleAdapter(channel, this.config);
  }
}
