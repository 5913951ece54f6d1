export const role = {
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  audit_admin: '审计管理员',
  window_manager: '窗口负责人',
  organiser: '活动组织者',
  supervisor: '主管人员',
  agency_manager: '服务机构负责人',
  agency_staff: '服务机构人员',
  enterprise_manager: '企业负责人',
  enterprise_member: '企业成员',
};
