import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { AttendanceController } from './attendance/attendance.controller.js';
import { AttendanceGateway } from './attendance/attendance.gateway.js';
import { Attending } from './attendance/attending.service.js';
import { Composing } from './composing.service.js';
import { CutViews } from './cuts/cut-views.read-model.js';
import { CutsController } from './cuts/cuts.controller.js';
import { Cuts } from './cuts/cuts.service.js';
import { EventPages } from './event-pages.read-model.js';
import { LiveRooms } from './live-rooms.service.js';
import { MediaGateway } from './media.gateway.js';
import { mediaProvider, MediaProvider } from './media.provider.js';
import { Publishing } from './publishing.service.js';
import { RecordedProgramme } from './recorded-programme.service.js';
import { Recordings } from './recordings.service.js';
import { ReplayOpening } from './replay-opening.service.js';
import { RoomPeers } from './room-peers.service.js';
import { ExportRows } from './replay/export-rows.service.js';
import { ExportRuns } from './replay/export-runs.service.js';
import { ReplayDownloads } from './replay/replay-downloads.service.js';
import { ReplayEdits } from './replay/replay-edits.service.js';
import { ReplayExports } from './replay/replay-exports.service.js';
import { ReplayLines } from './replay/replay-lines.read-model.js';
import { ReplayViews } from './replay/replay-views.read-model.js';
import { ReplaysController } from './replay/replays.controller.js';
import { Replays } from './replay/replays.service.js';
import { SessionBoards } from './session-boards.service.js';
import { SessionCards } from './session-cards.read-model.js';
import { SessionCodesController } from './session-codes.controller.js';
import { SessionCodes } from './session-codes.service.js';
import { SessionEntry } from './session-entry.service.js';
import { SessionListsController } from './session-lists.controller.js';
import { SessionPages } from './session-pages.read-model.js';
import { SessionSearch } from './session-search.read-model.js';
import { SessionsController } from './sessions.controller.js';
import { ShareHeads } from './share-heads.service.js';
import { StreamsController } from './streams.controller.js';
import { EvidenceViewings } from './streams/evidence-viewings.service.js';
import { ServedPlaylists } from './streams/served-playlists.service.js';
import { StoredPlaylists } from './streams/stored-playlists.service.js';
import { StreamAdmission } from './streams/stream-admission.service.js';
import { StreamRules } from './streams/stream-rules.service.js';
import { Takes } from './takes.service.js';
import { Watching } from './watching.service.js';

@Module({
  imports: [AccountsModule, EventsModule],
  controllers: [
    AttendanceController,
    CutsController,
    ReplaysController,
    SessionCodesController,
    SessionListsController,
    SessionsController,
    StreamsController,
  ],
  providers: [
    AttendanceGateway,
    Attending,
    Composing,
    Cuts,
    CutViews,
    EventPages,
    EvidenceViewings,
    LiveRooms,
    MediaGateway,
    mediaProvider,
    Publishing,
    RecordedProgramme,
    Recordings,
    ExportRows,
    ExportRuns,
    ReplayDownloads,
    ReplayEdits,
    ReplayExports,
    ReplayLines,
    ReplayOpening,
    Replays,
    ReplayViews,
    RoomPeers,
    ServedPlaylists,
    SessionBoards,
    SessionCards,
    SessionCodes,
    SessionEntry,
    SessionPages,
    SessionSearch,
    ShareHeads,
    StoredPlaylists,
    StreamAdmission,
    StreamRules,
    Takes,
    Watching,
  ],
  exports: [Composing, LiveRooms, MediaProvider, Publishing, RoomPeers, SessionBoards, SessionEntry, SessionPages],
})
export class RoomsModule {}
