import { Injectable, Logger } from '@nestjs/common';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { NewsSocket } from '../../infra/socket/socket-hub.js';

/** Whether a socket with a ticket of the stage may still be there: tickets live for hours, people are removed at once. */
@Injectable()
export class StagePresence {
  private readonly logger = new Logger(StagePresence.name);

  constructor(private readonly reads: ReadPool) {}

  /** Shows the socket out if not. While the database is away the ticket counts. */
  async stays(socket: NewsSocket): Promise<boolean> {
    const { participantId } = socket.data;
    if (!participantId || !(await this.isRemoved(participantId))) return true;
    socket.emit('goodbye', { reason: 'removed', retry: false });
    socket.disconnect(true);
    return false;
  }

  private async isRemoved(participantId: string): Promise<boolean> {
    try {
      const removed = await this.reads.query(
        `SELECT 1 FROM stage_participant WHERE id = $1 AND removed_at IS NOT NULL`,
        [participantId],
      );
      return removed.length > 0;
    } catch (error) {
      this.logger.warn(`Not known whether ${participantId} was removed: ${String(error)}`);
      return false;
    }
  }
}
