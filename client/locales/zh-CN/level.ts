export const level = {
  province: '省级枢纽平台',
  city: '市级窗口平台',
  county: '县级窗口平台',
  cluster: '产业集群窗口平台',
};
