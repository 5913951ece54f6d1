import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { LiveRooms } from './live-rooms.service.js';
import { MediaGateway } from './media.gateway.js';
import { mediaProvider, MediaProvider } from './media.provider.js';
import { Publishing } from './publishing.service.js';
import { RecordedProgramme } from './recorded-programme.service.js';
import { Recordings } from './recordings.service.js';
import { ReplayOpening } from './replay-opening.service.js';
import { RoomPeers } from './room-peers.service.js';
import { SessionBoards } from './session-boards.service.js';
import { SessionEntry } from './session-entry.service.js';
import { SessionPages } from './session-pages.read-model.js';
import { SessionsController } from './sessions.controller.js';
import { StreamsController } from './streams.controller.js';
import { Takes } from './takes.service.js';
import { Watching } from './watching.service.js';

@Module({
  imports: [AccountsModule, EventsModule],
  controllers: [SessionsController, StreamsController],
  providers: [
    LiveRooms,
    MediaGateway,
    mediaProvider,
    Publishing,
    RecordedProgramme,
    Recordings,
    ReplayOpening,
    RoomPeers,
    SessionBoards,
    SessionEntry,
    SessionPages,
    Takes,
    Watching,
  ],
  exports: [LiveRooms, MediaProvider, Publishing, SessionBoards, SessionEntry, SessionPages],
})
export class RoomsModule {}
