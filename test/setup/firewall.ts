import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TABLE = 'yunqiao_test';

/** Blocks ports of this machine for real, by nftables; needs root. */
export const firewall = {
  async block(protocol: 'udp' | 'tcp', port: number): Promise<void> {
    await run('nft', ['add', 'table', 'inet', TABLE]);
    await run('nft', ['add', 'chain', 'inet', TABLE, 'input', '{ type filter hook input priority 0 ; }']);
    await run('nft', ['add', 'rule', 'inet', TABLE, 'input', protocol, 'dport', String(port), 'drop']);
    await run('nft', ['add', 'rule', 'inet', TABLE, 'input', protocol, 'sport', String(port), 'drop']);
  },

  /** Everything passes again; nothing blocked is fine. */
  async open(): Promise<void> {
    await run('nft', ['delete', 'table', 'inet', TABLE]).catch((error: Error) => {
      if (!error.message.includes('No such file')) throw error;
    });
  },
};
