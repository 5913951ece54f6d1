import type { EventForm } from '../contracts/vocabulary.js';

/** The demo's rows. Ids are fixed, so that addresses in the README and in bookmarks stay good. */

/** A window of the seeded network, found by its area. */
interface DemoHost {
  areaCode: string;
  /** As pictures show it. */
  name: string;
}

/** The province of the demo's windows. */
export const DEMO_PROVINCE = '43';

const HUNAN: DemoHost = { areaCode: '430000', name: '湖南省中小企业公共服务平台' };
const HENGYANG: DemoHost = { areaCode: '430400', name: '衡阳市中小企业公共服务窗口平台' };
const CHENZHOU: DemoHost = { areaCode: '431000', name: '郴州市中小企业公共服务窗口平台' };

export const DEMO_PROGRAMMES = [
  { id: '01900000-0000-7000-8000-000000000101', slug: 'resumption', name: '复工复产' },
  { id: '01900000-0000-7000-8000-000000000102', slug: 'financing', name: '融资服务' },
  { id: '01900000-0000-7000-8000-000000000103', slug: 'cross-border', name: '万企融网闯国际' },
  { id: '01900000-0000-7000-8000-000000000104', slug: 'cloud-adoption', name: '上云上平台' },
] as const;

export interface DemoSession {
  id: string;
  eventId: string;
  host: DemoHost;
  programme: (typeof DEMO_PROGRAMMES)[number]['id'];
  form: EventForm;
  title: string;
  summary: string;
  description: string;
  /** Minutes from the session's start, title, presenter. */
  agenda: [number, string, string][];
  minutes: number;
}

export const DEMO_LIVE: DemoSession = {
  id: '01900000-0000-7000-8000-000000000301',
  eventId: '01900000-0000-7000-8000-000000000201',
  host: HUNAN,
  programme: '01900000-0000-7000-8000-000000000101',
  form: 'docking',
  title: '湖南省中小企业复工复产云上服务资源对接会',
  summary: '十二家服务机构在线推介用工、物流、原材料与法律服务, 企业可当场提出需求。',
  description:
    '面向全省因疫情停工的中小企业, 集中推介复工复产所需的用工招聘、物流运输、原材料供应、法律咨询与设备检修服务。\n\n' +
    '每家机构推介十分钟, 之后集中答疑。观看无需注册; 请准备好贵企业当前最急需解决的一至两个问题。\n\n' +
    '主办: 湖南省工业和信息化厅。承办: 湖南省中小企业公共服务平台。',
  agenda: [
    [0, '开场与复工复产政策解读', '陈立群 · 湖南省中小企业公共服务平台'],
    [15, '跨县用工对接: 包车接返与岗前检测', '周敏 · 湘聚人力资源服务有限公司'],
    [30, '产业链断点怎么补: 原材料与物流专线', '刘志刚 · 湖南通达供应链管理有限公司'],
    [45, '合同履约与租金减免的法律问题', '何婧 · 湖南湘江律师事务所'],
    [60, '集中答疑', '各服务机构代表'],
  ],
  minutes: 120,
};

export const DEMO_UPCOMING: DemoSession = {
  id: '01900000-0000-7000-8000-000000000302',
  eventId: '01900000-0000-7000-8000-000000000202',
  host: HENGYANG,
  programme: '01900000-0000-7000-8000-000000000102',
  form: 'docking',
  title: '湖南省中小微企业融资服务云上对接会 (衡阳专场)',
  summary: '六家银行与两家担保公司介绍续贷、展期与信用贷产品, 会后一对一对接。',
  description:
    '介绍中小微企业可用的续贷、展期、信用贷款与政策性担保产品, 讲清条件、期限、费率与办理时间。\n\n' +
    '会前请准备: 营业执照、近两年财务报表、近六个月纳税记录, 以及拟融资的金额、期限和用途。',
  agenda: [
    [0, '融资纾困政策解读', '唐海燕 · 衡阳市地方金融服务中心'],
    [20, '无还本续贷与展期', '彭磊 · 衡阳农村商业银行'],
    [40, '订单贷与税信贷', '谢芳 · 湖南银行衡阳分行'],
    [60, '政策性担保怎么申请', '罗建平 · 衡阳市中小企业融资担保有限公司'],
  ],
  minutes: 90,
};

/** The session that a visitor of the demo may run from a studio link. */
export const DEMO_TRIAL: DemoSession = {
  id: '01900000-0000-7000-8000-000000000303',
  eventId: '01900000-0000-7000-8000-000000000203',
  host: CHENZHOU,
  programme: '01900000-0000-7000-8000-000000000104',
  form: 'training',
  title: '中小企业"上云上平台"实务培训 (郴州)',
  summary: '从设备联网到订单协同, 三家已上云企业讲清投入、步骤与成效。',
  description:
    '面向制造业中小企业的实务培训: 如何选择云服务、怎样分步实施、可以申请哪些补贴。\n\n' +
    '适合企业负责人、生产与信息化主管参加, 建议提前准备本企业设备清单。',
  agenda: [
    [0, '上云补贴政策与申报流程', '欧阳静 · 郴州市中小企业公共服务窗口平台'],
    [25, '设备联网: 一条产线的改造账', '邓伟 · 郴州嘉禾铸造有限公司'],
    [50, '云上进销存与订单协同', '黄晓东 · 湖南云帆软件有限公司'],
  ],
  minutes: 90,
};

export const DEMO_REPLAY: DemoSession = {
  id: '01900000-0000-7000-8000-000000000304',
  eventId: '01900000-0000-7000-8000-000000000204',
  host: HUNAN,
  programme: '01900000-0000-7000-8000-000000000103',
  form: 'docking',
  title: '湖南省"万企融网闯国际"跨境电商云上对接会',
  summary: '平台开店、海外仓与收结汇一次讲清, 三十家企业与平台招商经理面谈。',
  description:
    '介绍主流跨境电商平台的入驻条件与费用, 海外仓备货、报关退税、收结汇的办理方法。\n\n回放长期有效, 可与参会机构继续联系。',
  agenda: [
    [0, '跨境电商综合试验区政策', '蒋文斌 · 湖南省中小企业公共服务平台'],
    [15, '平台开店与选品', '李想 · 湖南跨境通电子商务有限公司'],
    [35, '海外仓与物流时效', '孙丽华 · 长沙霞凝国际物流有限公司'],
  ],
  minutes: 60,
};
