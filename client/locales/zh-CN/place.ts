/** Choosing a window platform. */
export const place = {
  city: '市州',
  county: '县市区、园区',
  below: '含所辖窗口',
};
