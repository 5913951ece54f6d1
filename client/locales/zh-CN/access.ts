/** Whom a session lets in. */
export const access = {
  public: '公开，无需登录',
  registered: '报名后观看',
  code: '凭观看码观看',
  phones: '受邀人员观看',
  link: '凭链接观看',
  tag: {
    registered: '需报名',
    code: '凭观看码',
    phones: '受邀',
    link: '凭链接',
  },
};
