import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { AgendaNowController } from './agenda-now.controller.js';
import { AgendaNow } from './agenda-now.service.js';
import { Director } from './director.service.js';
import { HandAudience } from './people/hand-audience.service.js';
import { HandCallingController } from './people/hand-calling.controller.js';
import { HandCalling } from './people/hand-calling.service.js';
import { HandNews } from './people/hand-news.service.js';
import { HandPresence } from './people/hand-presence.service.js';
import { HandRaising } from './people/hand-raising.service.js';
import { HandsController } from './people/hands.controller.js';
import { HandLists } from './people/hands.read-model.js';
import { Hands } from './people/hands.service.js';
import { Participants } from './people/participants.service.js';
import { StageEntry } from './people/stage-entry.service.js';
import { StageInvitationsController } from './people/stage-invitations.controller.js';
import { StageInvitations } from './people/stage-invitations.service.js';
import { StagePeopleController } from './people/stage-people.controller.js';
import { StagePeople } from './people/stage-people.service.js';
import { StagePersonalData } from './people/stage-personal-data.service.js';
import { StagePresence } from './people/stage-presence.service.js';
import { Airing } from './programme/airing.service.js';
import { MaterialPages } from './programme/material-pages.read-model.js';
import { MaterialsController } from './programme/materials.controller.js';
import { Materials } from './programme/materials.service.js';
import { Scenes } from './programme/scenes.service.js';
import { Shots } from './programme/shots.service.js';
import { StageProgrammeController } from './programme/stage-programme.controller.js';
import { StageStates } from './programme/stage-states.read-model.js';
import { StripAudience } from './programme/strip-audience.service.js';
import { StripsController } from './programme/strips.controller.js';
import { Strips } from './programme/strips.read-model.js';
import { StageAccess } from './stage-access.service.js';
import { StageAdmission } from './stage-admission.service.js';
import { StageEntrance } from './stage-entrance.service.js';
import { StageGateway } from './stage.gateway.js';
import { StageLinks } from './stage-links.service.js';
import { StageNews } from './stage-news.service.js';
import { StageService } from './stage.service.js';
import { StageTracks } from './stage-tracks.service.js';
import { StageViews } from './stage-views.service.js';
import { StagesController } from './stages.controller.js';

const PEOPLE = [
  HandAudience,
  HandCalling,
  HandLists,
  HandNews,
  HandPresence,
  HandRaising,
  Hands,
  Participants,
  StageEntry,
  StageInvitations,
  StagePeople,
  StagePersonalData,
  StagePresence,
];
const PROGRAMME = [Airing, MaterialPages, Materials, Scenes, Shots, StageStates, StripAudience, Strips];

@Module({
  imports: [AccountsModule, EventsModule, RoomsModule],
  controllers: [
    AgendaNowController,
    HandCallingController,
    HandsController,
    MaterialsController,
    StageInvitationsController,
    StagePeopleController,
    StageProgrammeController,
    StagesController,
    StripsController,
  ],
  providers: [
    ...PEOPLE,
    ...PROGRAMME,
    AgendaNow,
    Director,
    StageAccess,
    StageAdmission,
    StageEntrance,
    StageGateway,
    StageLinks,
    StageNews,
    StageService,
    StageTracks,
    StageViews,
  ],
  exports: [Director],
})
export class StageModule {}
