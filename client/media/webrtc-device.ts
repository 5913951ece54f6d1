import type { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import type { MediaJson, TransportOffer } from '../../src/contracts/index.js';

export type RtcTransport = types.Transport;

let module: Promise<typeof import('mediasoup-client')> | null = null;

/** Starts fetching the WebRTC code; called as early as the page knows that it will be needed. */
export function preloadWebRtc(): void {
  module ??= import('mediasoup-client');
  module.catch(() => (module = null));
}

export function canWebRtc(): boolean {
  return typeof RTCPeerConnection === 'function' && 'addTransceiver' in RTCPeerConnection.prototype;
}

export async function loadDevice(rtpCapabilities: MediaJson): Promise<Device> {
  preloadWebRtc();
  const { Device: LoadableDevice } = await (module as Promise<typeof import('mediasoup-client')>);
  const device = new LoadableDevice();
  await device.load({ routerRtpCapabilities: rtpCapabilities as unknown as types.RtpCapabilities });
  return device;
}

/**
 * Whether the programme, which is in H.264 as a rule, can be seen over WebRTC. Firefox cannot until it has downloaded
 * its decoder for it, some minutes after its first start; it would get the sound alone.
 */
export function seesProgramme(device: Device): boolean {
  return device.recvRtpCapabilities.codecs?.some(({ mimeType }) => mimeType.toLowerCase() === 'video/h264') ?? false;
}

/** The wire carries WebRTC parameters as opaque JSON; here, and only here, they get their real types back. */
export function transportOptions(offer: TransportOffer): types.TransportOptions {
  return {
    id: offer.transportId,
    iceParameters: offer.iceParameters as unknown as types.IceParameters,
    iceCandidates: offer.iceCandidates as unknown as types.IceCandidate[],
    dtlsParameters: offer.dtlsParameters as unknown as types.DtlsParameters,
  };
}

const DISCONNECTED_PATIENCE_MS = 2000;

/**
 * Watches a transport's ICE: two seconds of `disconnected` ask for an ICE restart, `failed` (or a restart that is
 * refused) reports the transport as dead. Answers a function that stops watching.
 */
export function guardTransport(
  transport: RtcTransport,
  hooks: { restartIce: () => Promise<void>; dead: () => void },
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => hooks.restartIce().catch(() => hooks.dead());
  const listen = (state: types.ConnectionState) => {
    clearTimeout(timer);
    if (state === 'disconnected') timer = setTimeout(restart, DISCONNECTED_PATIENCE_MS);
    if (state === 'failed') hooks.dead();
  };
  transport.on('connectionstatechange', listen);
  return () => {
    clearTimeout(timer);
    transport.off('connectionstatechange', listen);
  };
}
