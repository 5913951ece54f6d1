import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadPool } from '../infra/database/read-pool.js';
import { Resources } from '../infra/resources.js';
import { Relocations } from './network/relocations.js';

/** In SQL: the path of the organisation to which the row with the id $1 belongs. */
const PATHS = {
  application: `SELECT o.path FROM organisation_application r JOIN organisation o ON o.id = r.window_id WHERE r.id = $1`,
  membership: pathOf('membership'),
  invitation: pathOf('invitation'),
  service_item: pathOf('service_item'),
  import: pathOf('import_batch'),
} as const;

function pathOf(table: string): string {
  return `SELECT o.path FROM ${table} r JOIN organisation o ON o.id = r.organisation_id WHERE r.id = $1`;
}

/** Tells the policies to whom this room's rows belong, and who follows an organisation that moves. */
@Injectable()
export class OrganisationResources implements OnModuleInit {
  constructor(
    private readonly resources: Resources,
    private readonly relocations: Relocations,
    private readonly reads: ReadPool,
  ) {}

  onModuleInit(): void {
    this.resources.register('organisation', {
      path: (id) => this.path(`SELECT path FROM organisation WHERE id = $1`, id),
      // Who worked for an organisation that was merged finds from its old address to the new one.
      parties: async (id) => {
        const path = await this.path(
          `SELECT t.path FROM organisation s JOIN organisation t ON t.id = s.merged_into_id WHERE s.id = $1`,
          id,
        );
        return path === null ? [] : [path];
      },
      notFound: 'organisation.not_found',
    });
    for (const kind of ['application', 'membership', 'invitation', 'service_item', 'import'] as const) {
      this.resources.register(kind, { path: (id) => this.path(PATHS[kind], id), notFound: `${kind}.not_found` });
    }
    for (const table of ['organisation', 'role_grant', 'organisation_application', 'import_batch']) {
      this.relocations.registerTable(table);
    }
    this.relocations.registerTable('file', 'owner_path');
  }

  private async path(sql: string, id: string): Promise<string | null> {
    const [row] = await this.reads.query<{ path: string }>(sql, [id]);
    return row?.path ?? null;
  }
}
