import type { AdminRole, MemberRole, ServiceCategory } from '../contracts/vocabulary.js';

/** One password for every account of the demo; the demo never runs in production. */
export const DEMO_PASSWORD = 'Yunqiao-2026';

interface DemoAccount {
  login: string;
  name: string;
  /** Area code of the window, or name of the demo's agency; the administrators have neither. */
  place: string | null;
  roles: readonly (MemberRole | AdminRole)[];
}

/** The demo's accounts keep their names: the README lists them. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { login: 'province', name: '陈立群', place: '430000', roles: ['window_manager', 'supervisor'] },
  { login: 'hengyang', name: '唐海燕', place: '430400', roles: ['window_manager'] },
  { login: 'hengyang-staff', name: '王雅琴', place: '430400', roles: ['organiser'] },
  { login: 'chenzhou', name: '欧阳静', place: '431000', roles: ['window_manager'] },
  { login: 'hengnan', name: '肖建国', place: '430422', roles: ['window_manager'] },
  { login: 'lawfirm', name: '何婧', place: '湖南湘江律师事务所', roles: ['agency_manager'] },
  { login: 'sysadmin', name: '系统管理员', place: null, roles: ['system_admin'] },
  { login: 'secadmin', name: '安全管理员', place: null, roles: ['security_admin'] },
  { login: 'auditor', name: '审计管理员', place: null, roles: ['audit_admin'] },
];

interface DemoAgency {
  id: string;
  name: string;
  /** Area code of the window of its county. */
  county: string;
  /** The first 17 characters of its credit code; the check character is computed. */
  creditCode: string;
  introduction: string;
  services: readonly { name: string; category: ServiceCategory; summary: string; price: string }[];
}

export const DEMO_AGENCIES: readonly DemoAgency[] = [
  {
    id: '01900000-0000-7000-8000-000000000401',
    name: '湖南湘江律师事务所',
    county: '430104',
    creditCode: '31430000MD0185920',
    introduction: '面向中小企业的合同、劳动用工与知识产权法律服务, 省级中小企业公共服务示范平台。',
    services: [
      { name: '合同履约风险诊断', category: 'law', summary: '审阅三份在履行的合同, 给出书面意见。', price: '免费' },
      { name: '租金减免协商代理', category: 'law', summary: '代表企业与出租方协商疫情期间租金。', price: '面议' },
    ],
  },
  {
    id: '01900000-0000-7000-8000-000000000402',
    name: '湘聚人力资源服务有限公司',
    county: '430111',
    creditCode: '91430111MA4L3F7X2',
    introduction: '跨县用工组织、包车接返与岗前培训, 服务制造业企业一千二百余家。',
    services: [
      {
        name: '跨县用工对接',
        category: 'labour',
        summary: '按岗位清单组织工人, 含包车接返与岗前检测。',
        price: '每人 300 元',
      },
    ],
  },
  {
    id: '01900000-0000-7000-8000-000000000403',
    name: '湖南通达供应链管理有限公司',
    county: '430102',
    creditCode: '91430102MA4M6K9Q8',
    introduction: '原材料集中采购与物流专线, 覆盖省内十四个市州。',
    services: [
      { name: '断点原材料寻源', category: 'supply_chain', summary: '三天内给出两家以上替代供应商。', price: '免费' },
      { name: '省际物流专线', category: 'logistics', summary: '长沙至广州、上海、武汉每日发车。', price: '按公里计' },
    ],
  },
];

/** Agenda titles of the live session and the agencies that present them. */
export const DEMO_PRESENTERS: readonly (readonly [title: string, agency: string])[] = [
  ['跨县用工对接: 包车接返与岗前检测', '湘聚人力资源服务有限公司'],
  ['产业链断点怎么补: 原材料与物流专线', '湖南通达供应链管理有限公司'],
  ['合同履约与租金减免的法律问题', '湖南湘江律师事务所'],
];
