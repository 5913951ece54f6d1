import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { serveCommands } from '../program.js';

/** What arrived since the last `reset`. Headers of SRTP are in the clear, so counting needs no keys. */
export interface Arrivals {
  rtp: number;
  rtcp: number;
  /** Packets that probe for bandwidth. */
  probes: number;
  bytes: number;
  /** Packets of the video stream and of the audio stream of which least arrived; 0 if one of them is missing whole. */
  leastVideo: number;
  leastAudio: number;
}

/** As much as the system lets a process have (`net.core.rmem_max`). */
const RECEIVE_BUFFER = 4 * 2 ** 20;
/** mediasoup probes for bandwidth with a stream of its own: work for the worker, nothing for a viewer. */
const PROBATION_SSRC = 1234;
/** Longer ones are video in this bench's programme. */
const VIDEO_FROM_BYTES = 400;

const sockets: Socket[] = [];
const video = new Map<number, number>();
const audio = new Map<number, number>();
let rtp = 0;
let rtcp = 0;
let probes = 0;
let bytes = 0;

/** Takes and counts; the cheapest receiver that Node can be. */
function onPacket(packet: Buffer): void {
  const type = packet[1] as number;
  // RFC 5761: 192 to 223 is RTCP on a shared port.
  if (type >= 192 && type <= 223) {
    rtcp += 1;
    return;
  }
  const ssrc = packet.readUInt32BE(8);
  if (ssrc === PROBATION_SSRC) {
    probes += 1;
    return;
  }
  rtp += 1;
  bytes += packet.length;
  const streams = packet.length > VIDEO_FROM_BYTES ? video : audio;
  streams.set(ssrc, (streams.get(ssrc) ?? 0) + 1);
}

async function open({ sockets: count }: { sockets: number }): Promise<{ ports: number[]; bufferBytes: number }> {
  for (let index = 0; index < count; index += 1) {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    socket.on('message', onPacket);
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    sockets.push(socket);
  }
  return { ports: sockets.map((socket) => socket.address().port), bufferBytes: sockets[0]?.getRecvBufferSize() ?? 0 };
}

function reset(): void {
  [rtp, rtcp, probes, bytes] = [0, 0, 0, 0];
  video.clear();
  audio.clear();
}

function report({ viewers }: { viewers: number }): Arrivals {
  const least = (streams: Map<number, number>): number => (streams.size < viewers ? 0 : Math.min(...streams.values()));
  return {
    rtp,
    rtcp,
    probes,
    bytes,
    leastVideo: least(video),
    leastAudio: least(audio),
  };
}

serveCommands({ open, reset, report });
