/** The plain JavaScript of the start scripts, with types for the tests. */
interface Throwaway {
  url: string;
  adminUrl: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export async function startThrowaway(options: { binDir?: string } = {}): Promise<Throwaway> {
  const module = (await import('../../scripts/lib/postgres/throwaway.mjs' as string)) as {
    startThrowaway(options: { binDir?: string }): Promise<Throwaway>;
  };
  return module.startThrowaway(options);
}
