export const missing = {
  title: '页面不存在',
  hint: '网址可能输入有误，或者页面已经移走。',
  toFront: '回到首页',
};
