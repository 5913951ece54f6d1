import { Injectable } from '@nestjs/common';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import type { Upload } from '../../infra/http/upload.js';
import { Imports } from '../../organisations/imports/imports.service.js';

interface VenueOwners extends Record<string, unknown> {
  hostId: string;
  hostPath: string;
  organisationId: string;
}

/** Beginning the import of a venue's roster; preview and commit are those of every import. */
@Injectable()
export class RosterUploads {
  constructor(
    private readonly reads: ReadPool,
    private readonly imports: Imports,
  ) {}

  /** Who works for the host imports as the host, who works at the place as that window. @throws AppError `venue.not_found` */
  async begin(actor: Actor, venueId: string, upload: Upload): Promise<{ id: string }> {
    const [venue] = await this.reads.query<VenueOwners>(
      `SELECT o.id AS "hostId", o.path AS "hostPath", v.organisation_id AS "organisationId"
       FROM venue v JOIN online_event e ON e.id = v.event_id JOIN organisation o ON o.id = e.host_id
       WHERE v.id = $1 AND v.withdrawn_at IS NULL`,
      [venueId],
    );
    if (!venue) throw new AppError('venue.not_found');
    const { hostId, hostPath, organisationId } = venue;
    const isHost = hasRight(actor, 'venue.manage', hostPath);
    const target = { kind: 'roster' as const, organisationId: isHost ? hostId : organisationId, subjectId: venueId };
    return this.imports.begin(actor, target, upload);
  }
}
