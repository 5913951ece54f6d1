import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { AgendaNowController } from './agenda-now.controller.js';
import { AgendaNow } from './agenda-now.service.js';
import { Director } from './director.service.js';
import { StageAccess } from './stage-access.service.js';
import { StageGateway } from './stage.gateway.js';
import { StageAdmission } from './stage-admission.service.js';
import { StageLinks } from './stage-links.service.js';
import { StageService } from './stage.service.js';
import { StageViews } from './stage-views.service.js';
import { StagesController } from './stages.controller.js';

@Module({
  imports: [AccountsModule, EventsModule, RoomsModule],
  controllers: [AgendaNowController, StagesController],
  providers: [AgendaNow, Director, StageAccess, StageAdmission, StageGateway, StageLinks, StageService, StageViews],
  exports: [Director],
})
export class StageModule {}
