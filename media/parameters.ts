import { getSupportedRtpCapabilities, type types } from 'mediasoup';
import type { MediaJson } from '../src/contracts/media.contract.js';
import type { MediaKind } from '../src/contracts/vocabulary.js';
import { MediaError } from './types.js';

/**
 * Reads what browsers send. mediasoup checks some of it, but what passes its checks and then fails while it is being
 * packed for the worker leaves a half-written message in the channel's buffer, which all rooms of the worker share. So
 * everything is read here into fresh objects, with types, ranges and lengths, and nothing else goes on.
 */
export function readRtpParameters(kind: MediaKind, json: MediaJson): types.RtpParameters {
  const parameters = object(json, 'rtpParameters');
  const codecs = list(parameters.codecs, 'codecs', 1, 16).map((codec) => readCodecParameters(kind, codec));
  const encodings = optional(parameters.encodings, (value) => list(value, 'encodings', 0, 4).map(readEncoding));
  return {
    mid: optional(parameters.mid, (value) => text(value, 'mid', 16, /^[\x21-\x7e]+$/)),
    codecs,
    headerExtensions: optional(parameters.headerExtensions, (value) =>
      list(value, 'headerExtensions', 0, 32).map(readHeaderExtension),
    ),
    encodings,
    rtcp: optional(parameters.rtcp, readRtcp),
    msid: optional(parameters.msid, (value) => text(value, 'msid', 200)),
  };
}

export function readRtpCapabilities(json: MediaJson): types.RtpCapabilities {
  const capabilities = object(json, 'rtpCapabilities');
  return {
    codecs: list(capabilities.codecs, 'codecs', 1, 128).map(readCodecCapability),
    headerExtensions: optional(capabilities.headerExtensions, (value) =>
      list(value, 'headerExtensions', 0, 96).map(readExtensionCapability),
    ),
  };
}

export function readDtlsParameters(json: MediaJson): types.DtlsParameters {
  const parameters = object(json, 'dtlsParameters');
  return {
    role: optional(parameters.role, (value) => oneOf(value, 'role', ['auto', 'client', 'server'] as const)),
    fingerprints: list(parameters.fingerprints, 'fingerprints', 1, 8).map(readFingerprint),
  };
}

/** Length of a hash in bytes by its name in SDP. */
const HASH_BYTES = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;
const HASHES = Object.keys(HASH_BYTES) as (keyof typeof HASH_BYTES)[];

function readFingerprint(json: unknown): types.DtlsFingerprint {
  const fingerprint = object(json, 'fingerprint');
  const algorithm = oneOf(fingerprint.algorithm, 'algorithm', HASHES);
  // The worker compares the text, and writes its own in capitals.
  const value = text(fingerprint.value, 'fingerprint', 200, /^([0-9a-f]{2}:)+[0-9a-f]{2}$/i).toUpperCase();
  if (value.split(':').length !== HASH_BYTES[algorithm]) refuse('fingerprint');
  return { algorithm, value };
}

function readCodecParameters(kind: MediaKind, json: unknown): types.RtpCodecParameters {
  const codec = object(json, 'codec');
  return {
    mimeType: readMimeType(codec.mimeType, kind),
    payloadType: integer(codec.payloadType, 'payloadType', 0, 127),
    clockRate: integer(codec.clockRate, 'clockRate', 1, 1_000_000),
    channels: optional(codec.channels, (value) => integer(value, 'channels', 1, 8)),
    parameters: optional(codec.parameters, readValues),
    rtcpFeedback: optional(codec.rtcpFeedback, readFeedback),
  };
}

function readCodecCapability(json: unknown): types.RtpCodecCapability {
  const codec = object(json, 'codec');
  const kind = oneOf(codec.kind, 'kind', ['audio', 'video'] as const);
  return {
    kind,
    mimeType: readMimeType(codec.mimeType, kind),
    preferredPayloadType: integer(codec.preferredPayloadType, 'preferredPayloadType', 0, 127),
    clockRate: integer(codec.clockRate, 'clockRate', 1, 1_000_000),
    channels: optional(codec.channels, (value) => integer(value, 'channels', 1, 8)),
    parameters: optional(codec.parameters, readValues),
    rtcpFeedback: optional(codec.rtcpFeedback, readFeedback),
  };
}

function readMimeType(value: unknown, kind: MediaKind): string {
  const mimeType = text(value, 'mimeType', 64, /^(audio|video)\/[\w.+-]+$/i);
  if (!mimeType.toLowerCase().startsWith(`${kind}/`)) refuse('mimeType');
  return mimeType;
}

function readFeedback(json: unknown): types.RtcpFeedback[] {
  return list(json, 'rtcpFeedback', 0, 24).map((entry) => {
    const feedback = object(entry, 'rtcpFeedback');
    return {
      type: text(feedback.type, 'rtcpFeedback', 64, /^[\w-]+$/),
      parameter: optional(feedback.parameter, (value) => text(value, 'rtcpFeedback', 64)),
    };
  });
}

const KNOWN_EXTENSIONS = new Set(getSupportedRtpCapabilities().headerExtensions?.map((extension) => extension.uri));

function readHeaderExtension(json: unknown): types.RtpHeaderExtensionParameters {
  const extension = object(json, 'headerExtension');
  return {
    uri: readExtensionUri(extension.uri),
    id: integer(extension.id, 'headerExtension', 1, 255),
    encrypt: optional(extension.encrypt, (value) => flag(value, 'headerExtension')),
    parameters: optional(extension.parameters, readValues),
  };
}

function readExtensionUri(value: unknown): types.RtpHeaderExtensionUri {
  const uri = text(value, 'headerExtension', 256) as types.RtpHeaderExtensionUri;
  if (!KNOWN_EXTENSIONS.has(uri)) refuse('headerExtension');
  return uri;
}

function readExtensionCapability(json: unknown): types.RtpHeaderExtension {
  const extension = object(json, 'headerExtension');
  return {
    kind: oneOf(extension.kind, 'headerExtension', ['audio', 'video'] as const),
    // What mediasoup does not know is only compared here, never packed.
    uri: text(extension.uri, 'headerExtension', 256) as types.RtpHeaderExtensionUri,
    preferredId: integer(extension.preferredId, 'headerExtension', 1, 255),
    preferredEncrypt: optional(extension.preferredEncrypt, (value) => flag(value, 'headerExtension')),
    direction: optional(extension.direction, (value) =>
      oneOf(value, 'headerExtension', ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const),
    ),
  };
}

function readEncoding(json: unknown): types.RtpEncodingParameters {
  const encoding = object(json, 'encoding');
  return {
    ssrc: optional(encoding.ssrc, readSsrc),
    rid: optional(encoding.rid, (value) => text(value, 'rid', 16, /^[A-Za-z0-9_-]+$/)),
    codecPayloadType: optional(encoding.codecPayloadType, (value) => integer(value, 'encoding', 0, 127)),
    rtx: optional(encoding.rtx, (value) => ({ ssrc: readSsrc(object(value, 'rtx').ssrc) })),
    dtx: optional(encoding.dtx, (value) => flag(value, 'dtx')),
    scalabilityMode: optional(encoding.scalabilityMode, (value) =>
      text(value, 'scalabilityMode', 16, /^[LS][1-9]\d{0,1}T[1-9]\d{0,1}(_KEY)?$/),
    ),
    maxBitrate: optional(encoding.maxBitrate, (value) => integer(value, 'maxBitrate', 0, 0xffff_ffff)),
  };
}

function readSsrc(value: unknown): number {
  return integer(value, 'ssrc', 1, 0xffff_ffff);
}

function readRtcp(json: unknown): types.RtcpParameters {
  const rtcp = object(json, 'rtcp');
  return {
    cname: optional(rtcp.cname, (value) => text(value, 'cname', 255)),
    reducedSize: optional(rtcp.reducedSize, (value) => flag(value, 'rtcp')),
  };
}

/** Codec and extension parameters: names with a text or a number. */
function readValues(json: unknown): Record<string, string | number> {
  const entries = Object.entries(object(json, 'parameters'));
  if (entries.length > 32) refuse('parameters');
  return Object.fromEntries(
    entries.map(([key, value]) => {
      text(key, 'parameters', 64, /^[a-z0-9-]+$/i);
      if (key === 'constructor') refuse('parameters');
      if (typeof value === 'number') return [key, key === 'apt' ? integer(value, key, 0, 127) : finite(value, key)];
      return [key, text(value, 'parameters', 256)];
    }),
  );
}

function refuse(what: string): never {
  throw new MediaError('media.parameters_refused', `${what} is not what it should be`);
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(what);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string, least: number, most: number): unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) refuse(what);
  return value;
}

/** Missing is allowed; `null` counts as missing, as JSON makes it of what is undefined. */
function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function text(value: unknown, what: string, longest: number, pattern?: RegExp): string {
  if (typeof value !== 'string' || value.length > longest) refuse(what);
  if (pattern && !pattern.test(value)) refuse(what);
  return value;
}

function finite(value: number, what: string): number {
  // Numbers travel to the worker as 32-bit integers or as doubles.
  if (!Number.isFinite(value) || Math.abs(value) > 0x7fff_ffff) refuse(what);
  return value;
}

function integer(value: unknown, what: string, least: number, most: number): number {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) refuse(what);
  return value as number;
}

function flag(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') refuse(what);
  return value;
}

function oneOf<const T extends string>(value: unknown, what: string, known: readonly T[]): T {
  const found = known.find((entry) => entry === value);
  if (found === undefined) refuse(what);
  return found;
}
