import { Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { Director } from '../stage/director.service.js';
import { StageModule } from '../stage/stage.module.js';
import { DEMO_LIVE } from './demo-data.js';
import { DemoEncoder } from './demo-encoder.service.js';
import { DemoPeople } from './demo-people.service.js';
import { DemoReplay } from './demo-replay.service.js';
import { DemoSeed } from './demo-seed.service.js';

/** Starts the demo once the application stands; the replay is made in the background. */
@Injectable()
export class Demo implements OnApplicationBootstrap {
  private readonly logger = new Logger(Demo.name);
  trialSessionId: string | null = null;

  constructor(
    private readonly seed: DemoSeed,
    private readonly people: DemoPeople,
    private readonly encoder: DemoEncoder,
    private readonly replay: DemoReplay,
    private readonly director: Director,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { trialSessionId } = await this.seed.seed();
    this.trialSessionId = trialSessionId;
    await this.people.seed();
    void this.director.follow(DEMO_LIVE.id);
    this.encoder.start();
    this.replay.ensure().catch((error: unknown) => this.logger.warn(`Demo replay: ${String(error)}`));
  }
}

/** Rows, picture and sound with which a fresh installation shows what it can do; never in production. */
@Module({
  imports: [AccountsModule, EventsModule, OrganisationsModule, RoomsModule, StageModule],
  providers: [Demo, DemoEncoder, DemoPeople, DemoReplay, DemoSeed],
})
export class DemoModule {}
