/** Shell of the administration; each section has a file of its own. */
export const admin = {
  title: '系统管理',
  navigation: '系统管理导航',
};
