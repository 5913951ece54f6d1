/* What a page of Chromium runs first, to lack what other browsers lack. */

/** Firefox until it has downloaded its decoder: H.264 is in none of its offers. */
export function withoutH264(): void {
  const createOffer = RTCPeerConnection.prototype.createOffer as () => Promise<RTCSessionDescriptionInit>;
  RTCPeerConnection.prototype.createOffer = async function (this: RTCPeerConnection) {
    const { type, sdp = '' } = await createOffer.call(this);
    const lines = sdp.split('\r\n');
    const h264 = lines.flatMap((line) => /^a=rtpmap:(\d+) H264\//.exec(line)?.[1] ?? []);
    const again = lines.flatMap((line) => {
      const [, repair = '', of = ''] = /^a=fmtp:(\d+) apt=(\d+)$/.exec(line) ?? [];
      return h264.includes(of) ? [repair] : [];
    });
    const gone = new Set([...h264, ...again]);
    const kept = lines.filter((line) => !gone.has(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1] ?? ''));
    const media = (line: string) => line.split(' ').filter((word, at) => at < 3 || !gone.has(word));
    return {
      type,
      sdp: kept.map((line) => (line.startsWith('m=video') ? media(line).join(' ') : line)).join('\r\n'),
    };
  } as typeof RTCPeerConnection.prototype.createOffer;
}

/** Firefox, when a connection is closed while it is asked for its statistics: no answer, and no refusal. */
export function withoutStatistics(): void {
  const { getStats } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.getStats = function (this: RTCPeerConnection) {
    return this.connectionState === 'connected' ? getStats.call(this) : new Promise(() => undefined);
  } as typeof getStats;
}
