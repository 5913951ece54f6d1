import { readFileSync } from 'node:fs';

/** /proc counts CPU time in ticks of 10 ms on every Linux that Node runs on (USER_HZ). */
const MS_PER_TICK = 10;

/** CPU time that a process has used so far in all its threads, user and system, milliseconds. */
export function cpuMs(pid: number): number {
  const [user, system] = cpuTicks(pid);
  return (user + system) * MS_PER_TICK;
}

/** The same of a process with all that it started, those that have ended included. */
export function treeCpuMs(pid: number): number {
  try {
    const own = cpuTicks(pid).reduce((sum, ticks) => sum + ticks, 0) * MS_PER_TICK;
    return childrenOf(pid).reduce((sum, child) => sum + treeCpuMs(child), own);
  } catch {
    return 0; // It ended between being listed and being read.
  }
}

/** CPU time that a process's children had used which have ended by now, milliseconds. */
export function endedChildrenCpuMs(pid: number): number {
  const [, , user, system] = cpuTicks(pid);
  return (user + system) * MS_PER_TICK;
}

/** User, system, and both of the children that have ended. */
function cpuTicks(pid: number): [number, number, number, number] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name stands in brackets and may hold blanks; what follows it is fields 3, 4, ...
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).map(Number) as [number, number, number, number];
}

/** Resident memory now, MB of 2^20 bytes. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? NaN) / 1024;
}

/** CPU time that the whole machine has spent on something, stolen time included, milliseconds. */
function machineBusyMs(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) * MS_PER_TICK;
}

/** CPU time that the machine has spent on anything but this bench, milliseconds. */
export function othersBusyMs(): number {
  return machineBusyMs() - treeCpuMs(process.pid);
}

/** Pids of a process's children. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Children of a process (this one) that were started with this argument. */
export function childrenWith(argument: string, parent = process.pid): number[] {
  return childrenOf(parent).filter((pid) => argumentsOf(pid).includes(argument));
}

/** None of a process that has ended meanwhile. */
export function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/**
 * Packets that the system threw away so far: in the queue of each CPU that loopback packets pass through
 * (`net.core.netdev_max_backlog`), and at UDP sockets whose reader was too slow.
 */
export function droppedPackets(): { inQueue: number; atSockets: number } {
  const queues = readFileSync('/proc/net/softnet_stat', 'utf8').trim().split('\n');
  const udp =
    readFileSync('/proc/net/snmp', 'utf8')
      .match(/^Udp: .*$/gm)
      ?.map((line) => line.split(' ')) ?? [];
  const column = udp[0]?.indexOf('RcvbufErrors') ?? -1;
  return {
    inQueue: queues.reduce((sum, line) => sum + parseInt(line.split(' ')[1] ?? '0', 16), 0),
    atSockets: Number(udp[1]?.[column] ?? NaN),
  };
}

/** Shares of one core that named processes, and everybody else, used between two looks. */
export class CpuWatch {
  private readonly startedAt = performance.now();
  private readonly others = othersBusyMs();
  private readonly before: Map<string, number>;

  constructor(private readonly pids: Record<string, number>) {
    this.before = new Map(Object.entries(pids).map(([name, pid]) => [name, cpuMs(pid)]));
  }

  /** Call while the processes still live. `cores` are shares of one core, `ms` CPU milliseconds. */
  stop(): { ms: Record<string, number>; cores: Record<string, number>; others: number } {
    const ms = Object.fromEntries(
      Object.entries(this.pids).map(([name, pid]) => [name, cpuMs(pid) - (this.before.get(name) ?? 0)]),
    );
    const elapsed = performance.now() - this.startedAt;
    const cores = Object.fromEntries(Object.entries(ms).map(([name, value]) => [name, value / elapsed]));
    return { ms, cores, others: Math.max(0, othersBusyMs() - this.others) / elapsed };
  }
}
