import { isIP } from 'node:net';

/** One socket to open (per protocol) and the address that its ICE candidates carry. */
export interface Bind {
  ip: string;
  announcedAddress: string;
}

export interface ListenPlan {
  binds: Bind[];
  /** Addresses under which browsers reach the first bind as well; mediasoup announces only one per bind. */
  furtherAddresses: string[];
}

/**
 * How to listen so that browsers reach the worker under every announced address. mediasoup announces one address per
 * socket and one port can be bound once per address, so:
 * - listening on one address: one socket; the further announced addresses are only told to browsers (as further ICE
 *   candidates of the same port);
 * - listening on all addresses while every announced one belongs to this machine: one socket for each of them. Answers
 *   then leave from the address that was asked, which a socket on the wildcard address does not promise (a browser
 *   that asks 127.0.0.1 from another of the machine's addresses would be answered from there, and ignore it);
 * - otherwise (behind NAT, or announced by name): one socket on the wildcard address, told under all of them.
 */
export function planListening(listenIp: string, announced: string[], localAddresses: string[]): ListenPlan {
  const addresses = [...new Set(announced)];
  if (addresses.length === 0) addresses.push(listenIp);
  if (isWildcard(listenIp) && addresses.every((address) => localAddresses.includes(address))) {
    return { binds: addresses.map((ip) => ({ ip, announcedAddress: ip })), furtherAddresses: [] };
  }
  const [first, ...furtherAddresses] = addresses as [string, ...string[]];
  return { binds: [{ ip: listenIp, announcedAddress: first }], furtherAddresses };
}

/**
 * Ports for what stays on the loopback address (pipes between workers, encoders' RTP): away from the announced ports,
 * so that none of them takes the port of a worker that is being replaced.
 */
export function loopbackPorts(portBase: number): { min: number; max: number } {
  return portBase > 9_000 && portBase < 35_000 ? { min: 40_000, max: 59_999 } : { min: 10_000, max: 29_999 };
}

function isWildcard(ip: string): boolean {
  return isIP(ip) !== 0 && /^(0\.0\.0\.0|::)$/.test(ip);
}
