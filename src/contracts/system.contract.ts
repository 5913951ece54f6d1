/** One queue of deferred work: `GET /api/admin/jobs`, those with failures first. */
export interface JobQueueView {
  name: string;
  /** Due and not begun. */
  waiting: number;
  active: number;
  /** Failed at least once, will be tried again. */
  failing: number;
  /** Given up. */
  failed: number;
  oldestWaiting: string | null;
  lastFailure: string | null;
  lastFailedAt: string | null;
}
