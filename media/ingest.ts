import type { types } from 'mediasoup';
import type { RoomContext } from './context.js';
import { h264Producer, opusProducer } from './rtp-producers.js';
import { MediaError, type IngestOffer } from './types.js';

const VIDEO = { payloadType: 96, ssrc: 0x59510001, cname: 'encoder' };
const AUDIO = { payloadType: 97, ssrc: 0x59510002, cname: 'encoder' };

type IngestContext = Pick<RoomContext, 'ask' | 'loopbackPorts'>;

/**
 * Two producers fed by plain RTP, as a venue's encoder sends it. Each transport takes the sender of its first packet
 * and nobody else, so an encoder that starts again needs a new ingest (or the same local ports). RTCP must come from
 * the RTP socket or not at all (ffmpeg: `-rtpflags skip_rtcp`): a first packet from another socket would win.
 */
export class Ingest {
  static async open(router: types.Router, context: IngestContext): Promise<Ingest> {
    const transports: types.PlainTransport[] = [];
    try {
      const [video, audio] = await openPorts(router, context, transports);
      const picture = await context.ask('open ingest', video.produce(h264Producer(VIDEO)));
      const sound = await context.ask('open ingest', audio.produce(opusProducer(AUDIO)));
      if (video.closed || audio.closed) throw new MediaError('media.not_ready', 'the room went away');
      return new Ingest(video, audio, picture, sound);
    } catch (error) {
      for (const transport of transports) transport.close();
      throw error;
    }
  }

  private constructor(
    private readonly videoTransport: types.PlainTransport,
    private readonly audioTransport: types.PlainTransport,
    readonly video: types.Producer,
    readonly audio: types.Producer,
  ) {}

  offer(): IngestOffer {
    return {
      ip: '127.0.0.1',
      videoPort: this.videoTransport.tuple.localPort,
      audioPort: this.audioTransport.tuple.localPort,
      videoPayloadType: VIDEO.payloadType,
      audioPayloadType: AUDIO.payloadType,
      videoSsrc: VIDEO.ssrc,
      audioSsrc: AUDIO.ssrc,
      videoProducerId: this.video.id,
      audioProducerId: this.audio.id,
    };
  }

  /** Idempotent. */
  close(): void {
    this.videoTransport.close();
    this.audioTransport.close();
  }
}

/**
 * Two ports that are not neighbours: an encoder that sends RTCP to the port above its RTP, as the old rule says, must
 * not be taken for the sender of the other track.
 */
async function openPorts(
  router: types.Router,
  { ask, loopbackPorts }: IngestContext,
  opened: types.PlainTransport[],
): Promise<[types.PlainTransport, types.PlainTransport]> {
  const open = async (): Promise<types.PlainTransport> => {
    const listenInfo: types.TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: loopbackPorts };
    const transport = await ask(
      'open ingest',
      router.createPlainTransport({ listenInfo, rtcpMux: true, comedia: true }),
    );
    opened.push(transport);
    return transport;
  };
  const video = await open();
  const audio = await open();
  if (Math.abs(video.tuple.localPort - audio.tuple.localPort) !== 1) return [video, audio];
  // The first two stay open meanwhile, so the third port is a third one, and next to the video's at most on one side.
  const other = await open();
  if (Math.abs(video.tuple.localPort - other.tuple.localPort) !== 1) {
    audio.close();
    return [video, other];
  }
  video.close();
  return [audio, other];
}
