export const failure = {
  network: '连接不上服务器',
  deadline: '服务器没有及时答复',
};
