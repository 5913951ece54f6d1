import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { IsMobile } from './phone.js';

class Form {
  @IsMobile()
  phone: unknown;
}

function refused(phone: unknown): string[] {
  const form = new Form();
  form.phone = phone;
  return validateSync(form).flatMap(({ constraints }) => Object.keys(constraints ?? {}));
}

describe('a form with a mobile number', () => {
  it('takes it as people type it', () => expect(refused('+86 138-1234-1234')).toEqual([]));

  it.each([undefined, null, 13_812_341_234, ['13812341234'], {}, '110'])('refuses %j', (value) =>
    expect(refused(value)).toEqual(['isMobile']),
  );
});
