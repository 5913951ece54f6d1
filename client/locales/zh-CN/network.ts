/** Words for organisations that several pages share: kinds, industries (GB/T 4754-2017), sizes, what agencies offer. */
export const organisationKind = {
  window: '窗口平台',
  agency: '服务机构',
  enterprise: '企业',
};

export const organisationState = {
  active: '正常',
  merged: '已合并',
  closed: '已关闭',
};

export const industry = {
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

export const enterpriseSize = {
  large: '大型',
  medium: '中型',
  small: '小型',
  micro: '微型',
};

export const serviceCategory = {
  startup: '创业辅导',
  information: '信息服务',
  financing: '融资服务',
  talent: '人才培训',
  technology: '技术创新',
  market: '市场开拓',
  cross_border: '跨境电商',
  supply_chain: '供应链、原材料',
  labour: '用工',
  logistics: '物流',
  consulting: '管理咨询',
  industrial_design: '工业设计',
  testing: '检验检测',
  law: '法律',
  tax: '财税',
  patent: '专利',
  audit: '审计',
  appraisal: '评估',
  credit: '信用',
  cloud: '云服务',
};

export const applicationAction = {
  register: '注册企业',
  claim: '认领企业',
  onboard: '机构入驻',
};
