import { Injectable } from '@nestjs/common';
import type { StageTrack } from '../contracts/media.contract.js';
import type { SceneSource, StageView } from '../contracts/stage.contract.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { stageChannel } from '../rooms/channels.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { RoomPeers } from '../rooms/room-peers.service.js';
import type { MaterialOnStage } from './programme/stage-states.read-model.js';

/** What is known of a stage at this moment without asking the database: who is here, what is published, what is seen. */
@Injectable()
export class StageTracks {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly peers: RoomPeers,
    private readonly hub: SocketHub,
  ) {}

  of(sessionId: string): Pick<StageView, 'tracks' | 'shot'> {
    const room = this.rooms.get(sessionId);
    if (!room) return { tracks: [], shot: null };
    const tracks = room.publishedTracks().map(({ producerId, peerId, kind, source, paused }) => ({
      producerId,
      kind,
      source,
      participantId: this.peers.participantOf(sessionId, peerId),
      paused,
      onAir: room.isShown(producerId),
    }));
    return { tracks, shot: room.shot };
  }

  /** What became of what is seen. */
  outcomes(sessionId: string, materials: readonly MaterialOnStage[]): Pick<StageView, 'failed' | 'ended'> {
    const room = this.rooms.get(sessionId);
    const seen = room?.shot?.sources ?? [];
    const { tracks } = this.of(sessionId);
    const layerOf = ({ kind, participantId, materialId }: SceneSource): string => {
      if (kind === 'material') return materials.find(({ id }) => id === materialId)?.path ?? '';
      const isIt = (track: StageTrack) => track.source === kind && track.participantId === (participantId ?? null);
      return tracks.findLast(isIt)?.producerId ?? '';
    };
    return {
      failed: seen.filter((source) => room?.layers.hasFailed(layerOf(source))),
      ended: seen.filter((source) => room?.layers.hasEnded(layerOf(source))),
    };
  }

  /** Ids of those with an open page. */
  present(sessionId: string): ReadonlySet<string> {
    const ids = this.hub.socketsIn(stageChannel(sessionId)).map(({ data }) => data.participantId);
    return new Set(ids.filter((id) => id !== null));
  }
}
