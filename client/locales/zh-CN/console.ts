/** Shells and shared parts of the consoles; each section has a file of its own. */
export const console = {
  title: '工作台',
  navigation: '工作台导航',
  more: '更多',
  switch: '切换机构',
  failed: '没能确认您的身份',
  failedHint: '您没有丢失任何内容，请检查网络后重试。',
  noRights: '这里还没有您可以办理的事项',
  noRightsHint: '您的账号还没有相应的角色，请联系所在机构的负责人。',
  filters: '筛选列表',
  filter: '筛选',
  found: '共 {n} 条',
};
