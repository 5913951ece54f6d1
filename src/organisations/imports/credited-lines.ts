import { setImmediate as turn } from 'node:timers/promises';
import type { EnterpriseSize, OrganisationKind, WindowLevel } from '../../contracts/vocabulary.js';
import { newId } from '../../infra/id.js';
import { INDUSTRY_CHOICES, SIZE_CHOICES } from './import-choices.js';
import type { CheckedLine, ImportColumn, ImportLineCells, ImportScope } from './import-kinds.js';
import { LineReader } from './line-reader.js';
import type { KnownWindow, WindowIndex } from '../network/window-index.js';

export type CreditedKind = Exclude<OrganisationKind, 'window'>;

/** An agency or enterprise as a line says it. */
export interface CreditedRow {
  id: string;
  name: string;
  creditCode: string;
  parent: Pick<KnownWindow, 'id' | 'path'>;
  clusterId: string | null;
  industry: string | null;
  size: EnterpriseSize | null;
  address: string;
  telephone: string;
  introduction: string;
}

/** Lines checked before others get their turn. */
const AT_ONCE = 250;
/** Below which windows each kind lies: as for applications. */
const PARENT_LEVELS: Record<CreditedKind, readonly WindowLevel[]> = {
  enterprise: ['county'],
  agency: ['county', 'city', 'province'],
};

const CREDIT_CODE: ImportColumn = {
  name: 'creditCode',
  title: '统一社会信用代码',
  aliases: ['社会信用代码', '信用代码', '统一信用代码', '统一代码'],
  required: true,
  example: '91350100M000100Y43',
  note: '必填, 18 位, 末位为校验位; 纯数字的代码请把单元格设为文本',
};
const WINDOW: ImportColumn = {
  name: 'window',
  title: '所属窗口',
  aliases: ['所属窗口平台', '窗口平台', '县市区', '所属县市区', '所属区县', '区县', '属地', '行政区划代码'],
  required: false,
  example: '衡南县',
  note: '县市区、园区的名称或 6 位行政区划代码; 由县级窗口导入时可不填',
};
const COMMON: readonly ImportColumn[] = [
  {
    name: 'industry',
    title: '行业',
    aliases: ['所属行业', '行业门类'],
    required: false,
    example: '制造业',
    note: '国民经济行业门类的名称或字母 A 至 T',
  },
  {
    name: 'address',
    title: '地址',
    aliases: ['联系地址', '注册地址', '经营地址'],
    required: false,
    example: '衡南县云集镇新塘路 1 号',
    note: '不超过 120 字',
  },
  {
    name: 'telephone',
    title: '联系电话',
    aliases: ['电话', '手机', '手机号', '联系方式'],
    required: false,
    example: '0734-8552222',
    note: '手机或座机, 多个以顿号分开',
  },
  {
    name: 'introduction',
    title: '简介',
    aliases: ['企业简介', '机构简介', '主营业务', '服务内容'],
    required: false,
    example: '铸件与机加工',
    note: '不超过 1000 字',
  },
];

function nameColumn(title: string, aliases: string[], example: string): ImportColumn {
  return {
    name: 'name',
    title,
    aliases: [...aliases, '单位名称', '名称'],
    required: true,
    example,
    note: '必填, 全称',
  };
}

export const CREDITED_COLUMNS: Record<CreditedKind, readonly ImportColumn[]> = {
  agency: [nameColumn('机构名称', ['服务机构', '服务机构名称'], '衡南法律服务所'), CREDIT_CODE, WINDOW, ...COMMON],
  enterprise: [
    nameColumn('企业名称', ['企业', '企业全称', '公司名称'], '衡南云帆机械有限公司'),
    CREDIT_CODE,
    WINDOW,
    {
      name: 'cluster',
      title: '产业集群',
      aliases: ['所属产业集群', '集群'],
      required: false,
      example: '',
      note: '产业集群窗口平台的名称',
    },
    {
      name: 'size',
      title: '企业规模',
      aliases: ['规模', '划型'],
      required: false,
      example: '小型',
      note: '大型、中型、小型、微型',
    },
    ...COMMON,
  ],
};

/** What is known when lines are checked. */
export interface CreditedContext {
  kind: CreditedKind;
  scope: ImportScope;
  windows: WindowIndex;
  /** Kind of what is registered under a code already. */
  registered: ReadonlyMap<string, OrganisationKind>;
}

export async function checkCredited(
  context: CreditedContext,
  lines: readonly ImportLineCells[],
): Promise<CheckedLine<CreditedRow>[]> {
  const seen = new Map<string, number>();
  const checked: CheckedLine<CreditedRow>[] = [];
  for (const line of lines) {
    if (checked.length % AT_ONCE === 0) await turn();
    checked.push(checkLine(context, line, seen));
  }
  return checked;
}

function checkLine(
  context: CreditedContext,
  { line, cells }: ImportLineCells,
  seen: Map<string, number>,
): CheckedLine<CreditedRow> {
  const reader = new LineReader(cells);
  const name = reader.text('name', 2, 60);
  const creditCode = reader.creditCode('creditCode');
  checkCode(context, reader, creditCode, line, seen);
  const parent = parentOf(context, reader, cells['window'] ?? '');
  const row = {
    id: newId(),
    name,
    creditCode,
    clusterId: clusterOf(context, reader, cells['cluster'] ?? ''),
    industry: reader.choice('industry', INDUSTRY_CHOICES),
    size: context.kind === 'enterprise' ? reader.choice('size', SIZE_CHOICES) : null,
    address: reader.text('address', 0, 120),
    telephone: reader.telephone('telephone'),
    introduction: reader.text('introduction', 0, 1000),
  };
  if (!parent || reader.errors.length > 0) return { action: 'refuse', row: null, errors: reader.errors };
  return { action: 'create', row: { ...row, parent }, errors: [] };
}

function checkCode(
  { kind, registered }: CreditedContext,
  reader: LineReader,
  creditCode: string,
  line: number,
  seen: Map<string, number>,
): void {
  if (creditCode === '') return;
  const earlier = seen.get(creditCode);
  if (earlier !== undefined) reader.wrong('creditCode', 'duplicate', earlier);
  else seen.set(creditCode, line);
  const known = registered.get(creditCode);
  if (known) reader.wrong('creditCode', known === kind ? 'exists' : 'other_kind');
}

/** Without a cell: the window for which the file is imported, if it may stand above such a row. */
function parentOf({ kind, scope, windows }: CreditedContext, reader: LineReader, word: string): KnownWindow | null {
  const found = word === '' ? (windows.get(scope.organisationId) ?? 'required') : windows.find(word, scope);
  if (typeof found === 'string') {
    reader.wrong('window', found);
    return null;
  }
  if (PARENT_LEVELS[kind].includes(found.level)) return found;
  reader.wrong('window', word === '' ? 'required' : 'window_level');
  return null;
}

/** A cluster lies below a city or the province, often beside the importing county: any of them will do. */
function clusterOf({ kind, scope, windows }: CreditedContext, reader: LineReader, word: string): string | null {
  if (kind === 'agency' || word === '') return null;
  const found = windows.find(word, { ...scope, path: '/' }, 'cluster');
  if (typeof found !== 'string') return found.id;
  reader.wrong('cluster', found === 'window_ambiguous' ? found : 'cluster_unknown');
  return null;
}
