/** The public pages of an event and of a programme. */
export const eventPage = {
  title: '活动',
  notFound: '没有找到这个活动',
  notFoundHint: '链接可能不完整，或者活动已经下线。',
  failed: '活动没有加载出来',
  cohosts: '协办：{names}',
  sessions: '场次安排',
  noSessions: '这个活动还没有公布场次。',
  about: '活动介绍',
  particulars: '活动信息',
  cancelled: '本活动已取消',
  cancelledBecause: '本活动已取消：{reason}',
  comma: '、',
  mode: {
    online: '线上',
    offline: '线下',
    hybrid: '线上线下结合',
  },
};

export const programmePage = {
  title: '专栏',
  kind: '专项',
  notFound: '没有找到这个专栏',
  notFoundHint: '链接可能不完整，或者专栏已经下线。',
  failed: '专栏没有加载出来',
  owner: '主办：{name}',
  closed: '已结束',
  about: '专项介绍',
  agencies: '重点服务机构',
  sessions: '场次',
  empty: '这个专项还没有发布场次，发布后会出现在这里。',
};
