import { box, fullBox, u8, u16, u32, u64, zeros } from './boxes.js';

/** Ticks per second of the picture's track, and of the programme's time line. */
export const VIDEO_TIMESCALE = 90_000;
/** Samples per second of the sound's track. */
export const AUDIO_TIMESCALE = 48_000;
/** Samples of one AAC frame. */
export const AAC_FRAME = 1024;

const VIDEO_TRACK = 1;
const AUDIO_TRACK = 2;
const AUDIO_BITRATE = 128_000;
/** sample_depends_on = 2 (on nothing), and sample_depends_on = 1 with sample_is_non_sync_sample (ISO 14496-12, 8.8.3.1). */
const SYNC_SAMPLE = 0x02000000;
const DELTA_SAMPLE = 0x01010000;

export interface VideoFormat {
  width: number;
  height: number;
  sps: Buffer[];
  pps: Buffer[];
}

export interface VideoSample {
  /** Ticks. */
  duration: number;
  /** Presentation minus decoding time, ticks; may be negative. */
  compositionOffset: number;
  key: boolean;
  nals: Buffer[];
}

export interface AudioSample {
  /** Samples. */
  duration: number;
  data: Buffer;
}

export interface Fragment {
  sequence: number;
  video: { decodeTime: number; samples: VideoSample[] };
  audio: { decodeTime: number; samples: AudioSample[] };
}

/** `init-<take>.mp4`: one H.264 track (avc1) and one AAC-LC track of 48 kHz stereo (mp4a), no samples. */
export function initSegment(format: VideoFormat): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('iso6'), u32(1), Buffer.from('iso6mp41avc1')),
    box(
      'moov',
      fullBox('mvhd', 0, 0, u32(0, 0, 1000, 0, 0x00010000), u16(0x0100, 0), zeros(8), MATRIX, zeros(24), u32(3)),
      track(VIDEO_TRACK, VIDEO_TIMESCALE, 'vide', format, videoEntry(format)),
      track(AUDIO_TRACK, AUDIO_TIMESCALE, 'soun', null, AUDIO_ENTRY),
      box(
        'mvex',
        fullBox('trex', 0, 0, u32(VIDEO_TRACK, 1, 0, 0, DELTA_SAMPLE)),
        fullBox('trex', 0, 0, u32(AUDIO_TRACK, 1, AAC_FRAME, 0, SYNC_SAMPLE)),
      ),
    ),
  ]);
}

/** One media segment: `styp`, one `moof` for both tracks, one `mdat` (ISO 14496-12, 8.8; 8.16.2). */
export function mediaSegment({ sequence, video, audio }: Fragment): Buffer {
  const picture = Buffer.concat(video.samples.flatMap((sample) => lengthPrefixed(sample.nals)));
  const sound = Buffer.concat(audio.samples.map((sample) => sample.data));
  const moofAt = (pictureAt: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      ...(video.samples.length > 0 ? [traf(VIDEO_TRACK, video.decodeTime, videoRun(video.samples, pictureAt))] : []),
      ...(audio.samples.length > 0
        ? [traf(AUDIO_TRACK, audio.decodeTime, audioRun(audio.samples, pictureAt + picture.length))]
        : []),
    );
  // The data offset counts from the moof's first byte to the mdat's body.
  const moof = moofAt(moofAt(0).length + 8);
  const styp = box('styp', Buffer.from('msdh'), u32(0), Buffer.from('msdhmsix'));
  return Buffer.concat([styp, moof, box('mdat', picture, sound)]);
}

const MATRIX = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

function track(id: number, timescale: number, handler: string, size: VideoFormat | null, entry: Buffer): Buffer {
  const media = size ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4));
  return box(
    'trak',
    fullBox(
      'tkhd',
      0,
      3,
      u32(0, 0, id, 0, 0),
      zeros(8),
      u16(0, 0, size ? 0 : 0x0100, 0),
      MATRIX,
      u32((size?.width ?? 0) * 0x10000, (size?.height ?? 0) * 0x10000),
    ),
    box(
      'mdia',
      // Language: und (ISO 14496-12, 8.4.2.3).
      fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(0x55c4, 0)),
      fullBox('hdlr', 0, 0, u32(0), Buffer.from(handler), zeros(12), Buffer.from('\0')),
      box(
        'minf',
        media,
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box(
          'stbl',
          fullBox('stsd', 0, 0, u32(1), entry),
          fullBox('stts', 0, 0, u32(0)),
          fullBox('stsc', 0, 0, u32(0)),
          fullBox('stsz', 0, 0, u32(0, 0)),
          fullBox('stco', 0, 0, u32(0)),
        ),
      ),
    ),
  );
}

function videoEntry({ width, height, sps, pps }: VideoFormat): Buffer {
  const first = sps[0]!;
  // AVCDecoderConfigurationRecord, lengths of 4 bytes (ISO 14496-15, 5.3.3.1).
  const configuration = box(
    'avcC',
    u8(1, first[1]!, first[2]!, first[3]!, 0xff, 0xe0 | sps.length),
    ...sps.flatMap((nal) => [u16(nal.length), nal]),
    u8(pps.length),
    ...pps.flatMap((nal) => [u16(nal.length), nal]),
  );
  return box(
    'avc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    u32(0x00480000, 0x00480000, 0),
    u16(1),
    zeros(32),
    u16(0x0018, 0xffff),
    configuration,
  );
}

/** AudioSpecificConfig: AAC-LC, 48 kHz, two channels (ISO 14496-3, 1.6.2.1). */
const AUDIO_CONFIG = u8(0x11, 0x90);

const AUDIO_ENTRY = box(
  'mp4a',
  zeros(6),
  u16(1),
  zeros(8),
  u16(2, 16, 0, 0),
  u32(AUDIO_TIMESCALE * 0x10000),
  fullBox(
    'esds',
    0,
    0,
    descriptor(
      3,
      u16(AUDIO_TRACK),
      u8(0),
      descriptor(4, u8(0x40, 0x15, 0, 0, 0), u32(AUDIO_BITRATE, AUDIO_BITRATE), descriptor(5, AUDIO_CONFIG)),
      descriptor(6, u8(2)),
    ),
  ),
);

/** A descriptor with a length of one byte (ISO 14496-1, 8.3.3). */
function descriptor(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u8(tag, body.length), body]);
}

function traf(id: number, decodeTime: number, run: Buffer): Buffer {
  // default-base-is-moof
  return box('traf', fullBox('tfhd', 0, 0x020000, u32(id)), fullBox('tfdt', 1, 0, u64(decodeTime)), run);
}

function videoRun(samples: VideoSample[], offset: number): Buffer {
  const table = Buffer.alloc(samples.length * 16);
  samples.forEach((sample, i) => {
    table.writeUInt32BE(sample.duration, i * 16);
    table.writeUInt32BE(
      sample.nals.reduce((sum, nal) => sum + nal.length + 4, 0),
      i * 16 + 4,
    );
    table.writeUInt32BE(sample.key ? SYNC_SAMPLE : DELTA_SAMPLE, i * 16 + 8);
    table.writeInt32BE(sample.compositionOffset, i * 16 + 12);
  });
  // Version 1: composition offsets are signed. Data offset, duration, size, flags and composition offset present.
  return fullBox('trun', 1, 0x000f01, u32(samples.length, offset), table);
}

function audioRun(samples: AudioSample[], offset: number): Buffer {
  const table = Buffer.alloc(samples.length * 8);
  samples.forEach((sample, i) => {
    table.writeUInt32BE(sample.duration, i * 8);
    table.writeUInt32BE(sample.data.length, i * 8 + 4);
  });
  return fullBox('trun', 0, 0x000301, u32(samples.length, offset), table);
}

function lengthPrefixed(nals: Buffer[]): Buffer[] {
  return nals.flatMap((nal) => [u32(nal.length), nal]);
}
