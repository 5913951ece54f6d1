import { networkInterfaces } from 'node:os';
import { DEFAULT_TIMING, type RoomContext, type Timing } from './context.js';
import { askWithin, type Ask } from './deadline.js';
import { ComposerKit } from './composer/composer-kit.js';
import { readFormat } from './composer/format.js';
import { createMaterial } from './composer/material.js';
import { createSink, type SegmentSink } from './egress/sink.js';
import { Facts } from './facts.js';
import { Programme, type ProgrammeFact } from './egress/programme.js';
import { loopbackPorts, planListening } from './listen-plan.js';
import type { LiveWorker } from './live-worker.js';
import type { Peer } from './peer.js';
import { RoomProgramme } from './room-programme.js';
import { Room } from './room.js';
import {
  MediaError,
  type MediaFactBody,
  type MediaServer,
  type MediaServerConfig,
  type MediaSnapshot,
  type PeerAddress,
  type WorkerStat,
} from './types.js';
import { WorkerPool } from './worker-pool.js';

type Request<K extends keyof MediaServer> = Parameters<MediaServer[K]>[0];
type Answer<K extends keyof MediaServer> = ReturnType<MediaServer[K]>;

/** The media node in this process. Finds the room and the peer of each request; the work is theirs. */
export class LocalMediaServer implements MediaServer {
  private readonly rooms = new Map<string, Promise<Room>>();
  /** Those that are open by now. */
  private readonly opened = new Map<string, Room>();
  private closing: Promise<void> | null = null;

  static async create(config: MediaServerConfig, timing: Timing = DEFAULT_TIMING): Promise<LocalMediaServer> {
    const facts = new Facts();
    const ask = askWithin(config.requestDeadlineMs);
    const pool = await openPool(config, ask, facts);
    const composers = new ComposerKit(config.ffmpegPath, createMaterial(config.sink));
    const shared = { ask, facts, pool, timing, loopbackPorts: loopbackPorts(config.portBase), composers };
    return new LocalMediaServer(config, shared, createSink(config.sink));
  }

  private constructor(
    private readonly config: MediaServerConfig,
    private readonly shared: Omit<RoomContext, 'roomId'>,
    private readonly sink: SegmentSink,
  ) {
    shared.pool.onLost((worker) => {
      for (const room of this.opened.values()) room.onWorkerLost(worker);
    });
  }

  async openRoom({ roomId }: Request<'openRoom'>): Answer<'openRoom'> {
    if (this.closing) throw new MediaError('media.not_ready', 'the media node is closed');
    const opening = this.rooms.get(roomId) ?? this.startRoom(roomId);
    return { roomId, epoch: (await opening).epochNumber };
  }

  async closeRoom({ roomId }: Request<'closeRoom'>): Answer<'closeRoom'> {
    const opening = this.rooms.get(roomId);
    this.rooms.delete(roomId);
    this.opened.delete(roomId);
    const room = await opening?.catch(() => null);
    if (!room) return;
    await room.close();
    this.shared.facts.emit({ fact: 'room.closed', roomId });
  }

  async capabilities({ roomId, role }: Request<'capabilities'>): Answer<'capabilities'> {
    return { ...(await this.room(roomId)).current.capabilities(role) };
  }

  async viewerRoom({ roomId }: Request<'viewerRoom'>): Answer<'viewerRoom'> {
    const { seating } = (await this.room(roomId)).current;
    return { free: this.shared.pool.freeSeats, present: seating.viewers };
  }

  async openTransport({ roomId, peerId, role, direction }: Request<'openTransport'>): Answer<'openTransport'> {
    return (await this.room(roomId)).current.enter(peerId).openTransport(role, direction);
  }

  async connectTransport(request: Request<'connectTransport'>): Answer<'connectTransport'> {
    const peer = await this.peer(request, 'media.transport_not_found');
    return peer.connectTransport(request.transportId, request.dtlsParameters);
  }

  async restartIce(request: Request<'restartIce'>): Answer<'restartIce'> {
    const peer = await this.peer(request, 'media.transport_not_found');
    return { iceParameters: await peer.restartIce(request.transportId) };
  }

  async closeTransport({ roomId, peerId, direction }: Request<'closeTransport'>): Answer<'closeTransport'> {
    await this.opened.get(roomId)?.running?.peer(peerId)?.closeTransport(direction);
  }

  async produce(request: Request<'produce'>): Answer<'produce'> {
    const peer = await this.peer(request, 'media.transport_not_found');
    const { transportId, kind, source, rtpParameters } = request;
    return { producerId: await peer.produce(transportId, kind, source, rtpParameters) };
  }

  async setProducerPaused(request: Request<'setProducerPaused'>): Answer<'setProducerPaused'> {
    const peer = await this.peer(request, 'media.producer_not_found');
    return peer.setProducerPaused(request.producerId, request.paused);
  }

  async closeProducer(request: Request<'closeProducer'>): Answer<'closeProducer'> {
    const peer = await this.peer(request, 'media.producer_not_found');
    return peer.closeProducer(request.producerId);
  }

  async syncConsumers(request: Request<'syncConsumers'>): Answer<'syncConsumers'> {
    const peer = await this.peer(request, 'media.transport_not_found');
    return { consumers: await peer.syncConsumers(request) };
  }

  async closeViewerConsumers({ roomId }: Request<'closeViewerConsumers'>): Answer<'closeViewerConsumers'> {
    this.opened.get(roomId)?.running?.closeViewerConsumers();
  }

  async resumeConsumers(request: Request<'resumeConsumers'>): Answer<'resumeConsumers'> {
    const peer = await this.peer(request, 'media.consumer_not_found');
    return peer.resumeConsumers(request.consumerIds);
  }

  async removePeer({ roomId, peerId }: Request<'removePeer'>): Answer<'removePeer'> {
    this.opened.get(roomId)?.running?.removePeer(peerId);
  }

  async openIngest({ roomId, peerId }: Request<'openIngest'>): Answer<'openIngest'> {
    return (await this.room(roomId)).current.enter(peerId).openIngest();
  }

  async openComposer({ roomId, peerId, ...format }: Request<'openComposer'>): Answer<'openComposer'> {
    const { width, height, frameRate } = readFormat(format);
    const composer = await (await this.room(roomId)).current.enter(peerId).openComposer({ width, height, frameRate });
    return { videoProducerId: composer.video.id, audioProducerId: composer.audio.id };
  }

  async compose(request: Request<'compose'>): Answer<'compose'> {
    const peer = await this.peer(request, 'media.not_ready');
    return peer.compose(request.layers);
  }

  async openProgramme({ roomId, prefix }: Request<'openProgramme'>): Answer<'openProgramme'> {
    return (await this.room(roomId)).programme.open(prefix);
  }

  async setProgramme({ roomId, video, audio }: Request<'setProgramme'>): Answer<'setProgramme'> {
    const room = await this.room(roomId);
    return room.programme.choose({ video, audio }, () => room.current);
  }

  async endProgramme({ roomId }: Request<'endProgramme'>): Answer<'endProgramme'> {
    const summary = await (await this.room(roomId)).programme.end();
    this.shared.facts.emit({ fact: 'programme.ended', roomId, summary });
    return summary;
  }

  async snapshot(): Answer<'snapshot'> {
    const workers = await Promise.all(this.shared.pool.workers.map((worker) => this.statOf(worker)));
    return { workers: workers.filter((stat) => stat !== null), rooms: [...this.opened.values()].map(describe) };
  }

  onFact(listener: Request<'onFact'>): Answer<'onFact'> {
    return this.shared.facts.listen(listener);
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    await Promise.all([...this.rooms.keys()].map((roomId) => this.closeRoom({ roomId })));
    await Promise.all([this.shared.pool.close(), this.shared.composers.ended()]);
  }

  private startRoom(roomId: string): Promise<Room> {
    const context: RoomContext = { ...this.shared, roomId };
    const programme = new RoomProgramme((prefix) => this.programmeAt(prefix, roomId));
    const opening = Room.open(context, programme).then((room) => {
      if (this.rooms.get(roomId) === opening) this.opened.set(roomId, room);
      return room;
    });
    this.rooms.set(roomId, opening);
    opening.catch(() => this.rooms.get(roomId) === opening && this.rooms.delete(roomId));
    return opening;
  }

  private async programmeAt(prefix: string, roomId: string): Promise<Programme> {
    const { ffmpegPath, segmentSeconds } = this.config;
    const onFact = (body: ProgrammeFact): void => this.shared.facts.emit({ ...body, roomId } as MediaFactBody);
    return Programme.open({ prefix, sink: this.sink, ffmpegPath, segmentSeconds, onFact });
  }

  private async room(roomId: string): Promise<Room> {
    const room = await this.rooms.get(roomId);
    if (!room) throw new MediaError('media.not_ready', 'the room is not open');
    return room;
  }

  /** `missing` is what to say of a peer that has nothing here: whatever it asks for is not its own. */
  private async peer({ roomId, peerId }: PeerAddress, missing: MediaError['code']): Promise<Peer> {
    const peer = (await this.room(roomId)).current.peer(peerId);
    if (!peer) throw new MediaError(missing, 'the peer has nothing open in this room');
    return peer;
  }

  /** Null for a worker that does not answer: the others' figures are still worth having. */
  private async statOf(worker: LiveWorker): Promise<WorkerStat | null> {
    const cpuMs = await worker.cpuMs().catch(() => null);
    if (cpuMs === null) return null;
    return { index: worker.index, pid: worker.pid, rooms: worker.routers, viewers: worker.viewers, cpuMs };
  }
}

function openPool(config: MediaServerConfig, ask: Ask, facts: Facts): Promise<WorkerPool> {
  const plan = planListening(config.listenIp, config.announcedAddresses, localAddresses());
  return WorkerPool.open({
    workers: config.workers,
    viewersPerWorker: config.viewersPerWorker,
    patienceMs: config.requestDeadlineMs,
    facts,
    worker: (index) => ({
      index,
      bin: config.workerBin,
      plan,
      port: config.portBase === 0 ? 0 : config.portBase + index,
      ask,
      watchdog: config.watchdog,
    }),
  });
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((entry) => entry.address));
}

function describe(room: Room): MediaSnapshot['rooms'][number] {
  const epoch = room.running;
  return {
    roomId: room.roomId,
    epoch: room.epochNumber,
    publishers: epoch?.publishers ?? 0,
    viewers: epoch?.seating.viewers ?? 0,
    programme: room.programme.running,
  };
}
