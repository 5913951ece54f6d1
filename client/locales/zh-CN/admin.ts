/** Shell of the administration; each section has a file of its own. */
export const admin = {
  title: '系统管理',
  navigation: '系统管理导航',
  accounts: '账号',
  grants: '权限',
  organisations: '机构树',
  audit: '审计',
  system: '系统',
};
