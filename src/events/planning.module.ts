import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AgendaItems } from './agenda/agenda-items.read-model.js';
import { Agendas } from './agenda/agendas.service.js';
import { CohostNotices } from './cohosts/cohost-notices.service.js';
import { CohostsController } from './cohosts/cohosts.controller.js';
import { CohostLists } from './cohosts/cohosts.read-model.js';
import { Cohosts } from './cohosts/cohosts.service.js';
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
import { ProgrammePages } from './programmes/programme-pages.read-model.js';
import { ProgrammesController } from './programmes/programmes.controller.js';
import { Programmes } from './programmes/programmes.service.js';
import { SessionCuts } from './sessions/session-cuts.service.js';
import { SessionNotices } from './sessions/session-notices.service.js';
import { SessionPlansController } from './sessions/session-plans.controller.js';
import { SessionPlans } from './sessions/session-plans.service.js';
import { SessionStates } from './sessions/session-states.service.js';
import { SupervisedSessions } from './supervised-sessions.read-model.js';
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
    SessionCuts,
    SessionNotices,
    SessionPlans,
    SessionStates,
    SupervisedSessions,
    Today,
  ],
  exports: [AgendaItems, Agendas, SessionCuts, SessionStates],
})
export class PlanningModule {}
