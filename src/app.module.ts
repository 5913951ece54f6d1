import { type DynamicModule, Global, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from './accounts/accounts.module.js';
import { ActorMiddleware } from './accounts/sign-in/actor.middleware.js';
import { ActivityModule } from './activity/activity.module.js';
import { CONFIG, type Config } from './config.js';
import { DemoModule } from './demo/demo.module.js';
import { ENTITIES } from './entities.js';
import { EventsModule } from './events/events.module.js';
import { writeConnection } from './infra/database/connection.js';
import { GateMiddleware } from './infra/http/gate.middleware.js';
import { InfraModule } from './infra/infra.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { StageModule } from './stage/stage.module.js';

@Global()
@Module({})
class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}

/** The list of features. */
@Module({})
export class AppModule implements NestModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TypeOrmModule.forRoot({ ...writeConnection(config.databaseUrl, false), entities: ENTITIES, retryAttempts: 3 }),
        InfraModule,
        ActivityModule,
        NotificationsModule,
        AccountsModule,
        OrganisationsModule,
        EventsModule,
        RoomsModule,
        StageModule,
        ReportsModule,
        ...(config.demo ? [DemoModule] : []),
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ActorMiddleware).forRoutes('{*path}');
    consumer.apply(GateMiddleware).forRoutes('api/{*path}', 'streams/{*path}', 'metrics');
  }
}
