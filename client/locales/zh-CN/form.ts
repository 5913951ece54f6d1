export const form = {
  docking: '云上对接会',
  training: '培训',
  lecture: '讲座',
  micro_class: '线上微课堂',
  salon: '沙龙',
  assistance: '帮扶',
  enterprise_visit: '进企业',
  service_conference: '服务大会',
  competition: '赛事',
  knowledge_contest: '知识竞赛',
};
