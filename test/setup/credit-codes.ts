import { creditCodeCheck } from '../../src/contracts/credit-code.js';

/** A good credit code of an enterprise in Hengyang; another one for every number below 32 million. */
export function creditCode(serial: number): string {
  const body = `91430400MA${String(serial).padStart(7, '0')}`;
  return body + creditCodeCheck(body);
}
