import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/**
 * One programme as an encoder sends it, 170 packets a second: H.264 at 1 Mbit/s (24 pictures a second, a key frame
 * of 29 packets every two seconds, then 4 or 5 packets a picture) and Opus at 64 kbit/s (50 packets a second). The
 * payload is noise behind right RTP and NAL headers: a media server forwards it without looking further.
 */
export const PICTURES_PER_SECOND = 24;
export const PACKETS_PER_SECOND = 170;
const PICTURES_PER_KEY_FRAME = 2 * PICTURES_PER_SECOND;
const KEY_FRAME_PACKETS = 29;
const VIDEO_PAYLOAD = 1_042;
const AUDIO_PAYLOAD = 160;
const AUDIO_MS = 20;
const PICTURE_MS = 1_000 / PICTURES_PER_SECOND;

export interface RtpTarget {
  ip: string;
  videoPort: number;
  audioPort: number;
  videoPayloadType: number;
  audioPayloadType: number;
  videoSsrc: number;
  audioSsrc: number;
}

/** One RTP stream to one port. */
export interface Track {
  payloadType: number;
  ssrc: number;
  sequence: number;
  socket: Socket;
}

/** Sends the programme to one target for a while, each picture's packets at once, as an encoder without pacing does. */
export class RtpSource {
  private sent = 0;

  static async open(target: RtpTarget): Promise<RtpSource> {
    const [video, audio] = await Promise.all([
      openTrack(target.ip, target.videoPort, target.videoPayloadType, target.videoSsrc),
      openTrack(target.ip, target.audioPort, target.audioPayloadType, target.audioSsrc),
    ]);
    return new RtpSource(video, audio);
  }

  private constructor(
    private readonly video: Track,
    private readonly audio: Track,
  ) {}

  /** Starts with a key frame. Resolves with the number of packets sent. */
  async play(seconds: number): Promise<number> {
    this.sent = 0;
    const startedAt = performance.now();
    const endMs = seconds * 1_000;
    let pictures = 0;
    let sounds = 0;
    for (;;) {
      const now = performance.now() - startedAt;
      while (pictures * PICTURE_MS <= now && pictures * PICTURE_MS < endMs) this.sendPicture(pictures++);
      while (sounds * AUDIO_MS <= now && sounds * AUDIO_MS < endMs) this.sendSound(sounds++);
      if (now >= endMs) return this.sent;
      const next = Math.min(pictures * PICTURE_MS, sounds * AUDIO_MS, endMs) - (performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next)));
    }
  }

  close(): void {
    this.video.socket.close();
    this.audio.socket.close();
  }

  private sendPicture(picture: number): void {
    const place = picture % PICTURES_PER_KEY_FRAME;
    const packets = packetsOfPicture(place);
    const timestamp = Math.round(picture * PICTURE_MS * 90);
    for (let packet = 0; packet < packets; packet += 1) {
      const last = packet === packets - 1;
      this.send(this.video, VIDEO_PAYLOAD, timestamp, last, nalHeader(place === 0, packet === 0, last));
    }
  }

  private sendSound(sound: number): void {
    this.send(this.audio, AUDIO_PAYLOAD, sound * AUDIO_MS * 48, false, [0x78, 0x00]);
  }

  private send(track: Track, length: number, timestamp: number, marker: boolean, start: [number, number]): void {
    const packet = Buffer.allocUnsafe(12 + length).fill(track.sequence & 0xff);
    packet[0] = 0x80;
    packet[1] = track.payloadType | (marker ? 0x80 : 0);
    packet.writeUInt16BE(track.sequence, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(track.ssrc, 8);
    packet[12] = start[0];
    packet[13] = start[1];
    track.sequence = (track.sequence + 1) & 0xffff;
    track.socket.send(packet);
    this.sent += 1;
  }
}

/** 29 + 23 x 5 + 24 x 4 = 240 packets in two seconds: 120 a second. */
function packetsOfPicture(place: number): number {
  if (place === 0) return KEY_FRAME_PACKETS;
  return place % 2 === 0 ? 5 : 4;
}

/** A key frame begins with a sequence parameter set of its own; all else are fragments (FU-A). */
function nalHeader(keyFrame: boolean, first: boolean, last: boolean): [number, number] {
  if (keyFrame && first) return [0x67, 0x42];
  const type = keyFrame ? 5 : 1;
  return [0x7c, (first ? 0x80 : 0) | (last ? 0x40 : 0) | type];
}

export async function openTrack(ip: string, port: number, payloadType: number, ssrc: number): Promise<Track> {
  const socket = createSocket('udp4');
  socket.connect(port, ip);
  await once(socket, 'connect');
  return { payloadType, ssrc, sequence: 1, socket };
}
