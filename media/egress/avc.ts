const NAL_IDR = 5;
const NAL_SEI = 6;

/** Parameter sets of an AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1). */
export function readAvcConfig(record: Buffer): { sps: Buffer[]; pps: Buffer[] } {
  const { list: sps, end } = readSets(record, 6, record[5]! & 0x1f);
  const { list: pps } = readSets(record, end + 1, record[end]!);
  return { sps, pps };
}

/** NAL units of a sample, each with its length of four bytes before it; without supplemental information. */
export function readAvcSample(data: Buffer): { nals: Buffer[]; key: boolean } {
  const nals: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const size = data.readUInt32BE(at);
    const nal = data.subarray(at + 4, at + 4 + size);
    if (size > 0 && (nal[0]! & 0x1f) !== NAL_SEI) nals.push(nal);
    at += 4 + size;
  }
  return { nals, key: nals.some((nal) => (nal[0]! & 0x1f) === NAL_IDR) };
}

function readSets(record: Buffer, start: number, count: number): { list: Buffer[]; end: number } {
  const list: Buffer[] = [];
  let end = start;
  for (let i = 0; i < count; i += 1) {
    const size = record.readUInt16BE(end);
    list.push(Buffer.from(record.subarray(end + 2, end + 2 + size)));
    end += 2 + size;
  }
  return { list, end };
}
