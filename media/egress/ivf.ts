/**
 * IVF, the plainest container for one video track: little endian, a size and a time before each frame. ffmpeg takes the
 * four letters for any of its codecs, also for raw pictures (`I420`).
 *
 * @param timescale units of the frames' times per second
 */
export function ivfHeader(
  fourcc: 'VP80' | 'H264' | 'I420',
  size: { width: number; height: number },
  timescale: number,
): Buffer {
  const header = Buffer.alloc(32);
  header.write('DKIF', 0, 'latin1');
  header.writeUInt16LE(32, 6);
  header.write(fourcc, 8, 'latin1');
  header.writeUInt16LE(size.width, 12);
  header.writeUInt16LE(size.height, 14);
  header.writeUInt32LE(timescale, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

export const IVF_FRAME_HEAD = 12;

/** What stands before a frame of `length` bytes. */
export function ivfFrameHead(length: number, time: number): Buffer {
  const head = Buffer.alloc(IVF_FRAME_HEAD);
  head.writeUInt32LE(length, 0);
  head.writeBigUInt64LE(BigInt(time), 4);
  return head;
}
