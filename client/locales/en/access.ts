import type { access as chinese } from '../zh-CN/access.js';

export const access: typeof chinese = {
  public: 'Everybody, no sign-in',
  registered: 'People who have registered',
  code: 'People with the access code',
  phones: 'Invited people',
  link: 'People with the link',
  tag: {
    registered: 'Registration',
    code: 'Access code',
    phones: 'By invitation',
    link: 'By link',
  },
};
