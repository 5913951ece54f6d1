/** Cuts an ADTS stream (ISO 13818-7, 6.2) into raw AAC frames; `rest` is the frame that is not whole yet. */
export function takeAdtsFrames(data: Buffer): { frames: Buffer[]; rest: Buffer } {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + 7 <= data.length) {
    if (data[at] !== 0xff || (data[at + 1]! & 0xf6) !== 0xf0) {
      at += 1;
      continue;
    }
    const size = ((data[at + 3]! & 3) << 11) | (data[at + 4]! << 3) | (data[at + 5]! >> 5);
    const head = data[at + 1]! & 1 ? 7 : 9;
    if (size < head) {
      at += 1;
      continue;
    }
    if (at + size > data.length) break;
    frames.push(Buffer.from(data.subarray(at + head, at + size)));
    at += size;
  }
  return { frames, rest: Buffer.from(data.subarray(at)) };
}
