export const count = {
  watching: '{n} 人在看',
  wan: '{n}万',
};
