import { pause } from '../connection/retry.js';

export interface ReceiveStats {
  framesDecoded: number;
  packets: number;
  bytes: number;
  hasVideo: boolean;
  height: number;
  transport: 'udp' | 'tcp' | '';
}

const ANSWER_MS = 2000;

/** Null without an answer in time: Firefox gives none at all when the connection is closed meanwhile. */
export async function inTime<Report>(asked: Promise<Report>): Promise<Report | null> {
  return Promise.race([asked, pause(ANSWER_MS).then(() => null)]);
}

interface InboundRtp extends RTCStats {
  kind?: string;
  framesDecoded?: number;
  packetsReceived?: number;
  bytesReceived?: number;
  frameHeight?: number;
}

interface CandidateStats extends RTCStats {
  protocol?: string;
  tcpType?: string;
}

/** Sums what arrives over a peer connection, and says whether it travels by UDP or TCP. */
export function readReceiveStats(report: RTCStatsReport): ReceiveStats {
  const sum: ReceiveStats = { framesDecoded: 0, packets: 0, bytes: 0, hasVideo: false, height: 0, transport: '' };
  report.forEach((entry: RTCStats) => {
    if (entry.type === 'inbound-rtp') {
      const inbound = entry as InboundRtp;
      sum.hasVideo ||= inbound.kind === 'video';
      sum.framesDecoded += inbound.framesDecoded ?? 0;
      sum.packets += inbound.packetsReceived ?? 0;
      sum.bytes += inbound.bytesReceived ?? 0;
      sum.height = Math.max(sum.height, inbound.frameHeight ?? 0);
    }
    if (entry.type === 'candidate-pair') {
      const pair = entry as RTCIceCandidatePairStats & { selected?: boolean };
      if (pair.selected === true || (pair.nominated === true && pair.state === 'succeeded')) {
        const local = report.get(pair.localCandidateId) as CandidateStats | undefined;
        if (local?.protocol === 'udp' || local?.protocol === 'tcp') sum.transport = local.protocol;
      }
    }
  });
  return sum;
}

/**
 * A number that changes while the programme arrives: decoded frames, or packets where no frame can be expected (sound
 * alone, or a hidden page whose browser has stopped decoding).
 */
export function progressOf(stats: ReceiveStats, hidden: boolean): number {
  return hidden || !stats.hasVideo ? stats.packets : stats.framesDecoded;
}
