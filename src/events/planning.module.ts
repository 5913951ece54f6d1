import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AgendaItems } from './agenda-items.read-model.js';
import { Agendas } from './agendas.service.js';
import { CohostNotices } from './cohost-notices.service.js';
import { CohostsController } from './cohosts.controller.js';
import { CohostLists } from './cohosts.read-model.js';
import { Cohosts } from './cohosts.service.js';
import { EventClones } from './event-clones.service.js';
import { EventDetails } from './event-details.read-model.js';
import { EventHandOver } from './event-hand-over.js';
import { EventLines } from './event-lines.read-model.js';
import { EventMergers } from './event-mergers.js';
import { EventPostersController } from './event-posters.controller.js';
import { EventPosters } from './event-posters.service.js';
import { EventResources } from './event-resources.js';
import { EventStatesController } from './event-states.controller.js';
import { EventStates } from './event-states.service.js';
import { EventsController } from './events.controller.js';
import { Events } from './events.service.js';
import { PosterFiles } from './poster-files.read-model.js';
import { ProgrammePages } from './programme-pages.read-model.js';
import { ProgrammesController } from './programmes.controller.js';
import { Programmes } from './programmes.service.js';
import { SessionNotices } from './session-notices.service.js';
import { SessionPlansController } from './session-plans.controller.js';
import { SessionPlans } from './session-plans.service.js';
import { SessionStates } from './session-states.service.js';
import { TodayController } from './today.controller.js';
import { Today } from './today.read-model.js';

/** Planning programmes, events, sessions and agendas. */
@Module({
  imports: [AccountsModule, OrganisationsModule],
  controllers: [
    CohostsController,
    EventPostersController,
    EventStatesController,
    EventsController,
    ProgrammesController,
    SessionPlansController,
    TodayController,
  ],
  providers: [
    AgendaItems,
    Agendas,
    CohostLists,
    CohostNotices,
    Cohosts,
    EventClones,
    EventDetails,
    EventHandOver,
    EventLines,
    EventMergers,
    EventPosters,
    EventResources,
    EventStates,
    Events,
    PosterFiles,
    ProgrammePages,
    Programmes,
    SessionNotices,
    SessionPlans,
    SessionStates,
    Today,
  ],
  exports: [AgendaItems, Agendas, SessionStates],
})
export class PlanningModule {}
