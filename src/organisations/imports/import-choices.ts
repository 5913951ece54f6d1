import type { EnterpriseSize, WindowLevel } from '../../contracts/vocabulary.js';
import { choiceWord } from './line-reader.js';

/** Sections of GB/T 4754-2017 by letter and by name. */
const INDUSTRY_NAMES: Record<string, string> = {
  A: '农、林、牧、渔业',
  B: '采矿业',
  C: '制造业',
  D: '电力、热力、燃气及水生产和供应业',
  E: '建筑业',
  F: '批发和零售业',
  G: '交通运输、仓储和邮政业',
  H: '住宿和餐饮业',
  I: '信息传输、软件和信息技术服务业',
  J: '金融业',
  K: '房地产业',
  L: '租赁和商务服务业',
  M: '科学研究和技术服务业',
  N: '水利、环境和公共设施管理业',
  O: '居民服务、修理和其他服务业',
  P: '教育',
  Q: '卫生和社会工作',
  R: '文化、体育和娱乐业',
  S: '公共管理、社会保障和社会组织',
  T: '国际组织',
};

export const INDUSTRY_CHOICES = words(
  Object.entries(INDUSTRY_NAMES).map(([letter, name]) => [letter, [letter, name, `${letter}${name}`]]),
);

export const SIZE_CHOICES = words<EnterpriseSize>([
  ['large', ['大型', '大型企业', '大', 'large']],
  ['medium', ['中型', '中型企业', '中', 'medium']],
  ['small', ['小型', '小型企业', '小', 'small']],
  ['micro', ['微型', '微型企业', '微', 'micro']],
]);

export const LEVEL_CHOICES = words<WindowLevel>([
  ['province', ['省级', '省', 'province']],
  ['city', ['市级', '市州', '市', 'city']],
  ['county', ['县级', '县市区', '县', '区', '园区', 'county']],
  ['cluster', ['产业集群', '集群', 'cluster']],
]);

export const PLAN_CHOICES = words<boolean>([
  [true, ['计划内', '是', 'yes', 'true', '1']],
  [false, ['计划外', '否', 'no', 'false', '0']],
]);

function words<T>(choices: [T, string[]][]): ReadonlyMap<string, T> {
  return new Map(choices.flatMap(([value, names]) => names.map((name) => [choiceWord(name), value] as const)));
}
