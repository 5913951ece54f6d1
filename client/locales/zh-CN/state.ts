export const state = {
  scheduled: '未开始',
  live: '直播中',
  paused: '暂停中',
  ended: '已结束',
  replay: '可回放',
  postponed: '已延期',
  cancelled: '已取消',
  moved: '已改期',
};
