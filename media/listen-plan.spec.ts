import { expect, it } from '@jest/globals';
import { loopbackPorts, planListening } from './listen-plan.js';

const LOCAL = ['127.0.0.1', '::1', '192.168.3.20'];

it('opens one socket per announced address when all of them are its own', () => {
  expect(planListening('0.0.0.0', ['127.0.0.1', '192.168.3.20', '127.0.0.1'], LOCAL)).toEqual({
    binds: [
      { ip: '127.0.0.1', announcedAddress: '127.0.0.1' },
      { ip: '192.168.3.20', announcedAddress: '192.168.3.20' },
    ],
    furtherAddresses: [],
  });
});

it('opens one socket on everything as soon as an announced address is not its own', () => {
  expect(planListening('0.0.0.0', ['203.0.113.7', '192.168.3.20', 'media.example.org'], LOCAL)).toEqual({
    binds: [{ ip: '0.0.0.0', announcedAddress: '203.0.113.7' }],
    furtherAddresses: ['192.168.3.20', 'media.example.org'],
  });
});

it('keeps to one listening address when that is what is asked', () => {
  expect(planListening('192.168.3.20', ['127.0.0.1', '203.0.113.7'], LOCAL)).toEqual({
    binds: [{ ip: '192.168.3.20', announcedAddress: '127.0.0.1' }],
    furtherAddresses: ['203.0.113.7'],
  });
  expect(planListening('192.168.3.20', [], LOCAL).binds).toEqual([
    { ip: '192.168.3.20', announcedAddress: '192.168.3.20' },
  ]);
});

it('keeps loopback ports away from announced ones', () => {
  for (const base of [0, 3_000, 9_000, 9_001, 29_999, 34_999, 35_000, 40_000, 60_000]) {
    const { min, max } = loopbackPorts(base);
    expect(base > 0 && base + 63 >= min && base <= max).toBe(false);
  }
});
