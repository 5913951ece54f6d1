export interface ThrowawayDatabase {
  /** The empty database `yunqiao`, as superuser. */
  url: string;
  /** The database `postgres`, as superuser. */
  adminUrl: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export function startThrowaway(options?: {
  /** Another PostgreSQL, e.g. /usr/lib/postgresql/15/bin; default: the embedded one. */
  binDir?: string;
  /** fsync as in earnest; default false. */
  durable?: boolean;
  onLog?: (line: string) => void;
}): Promise<ThrowawayDatabase>;
