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
    const reason = participantId ? await this.reasonToGo(participantId) : null;
    if (!reason) return true;
    socket.emit('goodbye', { reason, retry: false });
    socket.disconnect(true);
    return false;
  }

  private async reasonToGo(participantId: string): Promise<'removed' | 'left' | null> {
    try {
      const [gone] = await this.reads.query<{ withdrew: boolean }>(
        `SELECT withdrew FROM stage_participant WHERE id = $1 AND removed_at IS NOT NULL`,
        [participantId],
      );
      if (!gone) return null;
      return gone.withdrew ? 'left' : 'removed';
    } catch (error) {
      this.logger.warn(`Not known whether ${participantId} was removed: ${String(error)}`);
      return null;
    }
  }
}
