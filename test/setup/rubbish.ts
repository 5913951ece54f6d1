import 'reflect-metadata';
import { DiscoveryService } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { creditCode } from './credit-codes.js';
import type { Route } from './routes.js';

/** What no field of ours is meant for; JSON cannot say all that JavaScript can, so some stand as they are sent. */
export const RUBBISH: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  2_147_483_648,
  9_007_199_254_740_992,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e\u200b',
  '🦆'.repeat(3),
  'x'.repeat(30_000),
  "'; DROP TABLE account; --",
  '%',
  '../../../etc/passwd',
  '9999-99-99',
  '0000-00-00',
  '9999-12-31T23:59:59.999+00:00',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  newId().toUpperCase(),
  [],
  [[]],
  [null],
  ['\0', '\ud800'],
  Array.from({ length: 3_000 }, () => 'x'),
  {},
  { length: 1e9 },
  { toString: 'x', valueOf: 1 },
  { a: { b: { c: [{}] } } },
];

/** Whole bodies that are none. */
export const BODIES: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '0',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"unknown":1}',
  `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
  `"${'x'.repeat(70_000)}"`,
];

/** In place of an id or a name in an address. */
export const SEGMENTS: readonly string[] = [
  'x',
  '%00',
  '%ff',
  '%ED%A0%80',
  '..%2f..%2fetc',
  '%F0%9F%A6%86',
  '__proto__',
  'constructor',
  '-1',
  '1e9',
  "'--",
  'x'.repeat(3_000),
  newId(),
  newId().toUpperCase(),
];

type Class = abstract new (...parameters: never[]) => object;

/** What a route takes beside its path: the classes of body and query, and whether it comes as a form with a file. */
export interface Shape {
  body: Class | null;
  query: Class | null;
  /** Parameters of the query that are taken one by one. */
  named: string[];
  isForm: boolean;
}

const [BODY, QUERY] = [3, 4];

export function shapeOf(server: TestApp, { name }: Route): Shape {
  const [controllerName = '', handlerName = ''] = name.split('.');
  const controllers = server.app.get(DiscoveryService, { strict: false }).getControllers();
  const controller = controllers.find(({ metatype }) => metatype?.name === controllerName)?.metatype as Class;
  const given = (Reflect.getMetadata('__routeArguments__', controller, handlerName) ?? {}) as Record<
    string,
    { index: number; data?: string }
  >;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, handlerName) as Class[];
  const of = (kind: number) => Object.entries(given).filter(([key]) => key.startsWith(`${kind}:`));
  const typeOf = (kind: number) => of(kind).find(([, { data }]) => data === undefined)?.[1].index;
  const [body, query] = [typeOf(BODY), typeOf(QUERY)];
  const handler = Reflect.get(controller.prototype as object, handlerName) as object;
  const takes = (Reflect.getMetadata('swagger/apiConsumes', handler) ?? []) as string[];
  return {
    body: body === undefined ? null : (types[body] ?? null),
    query: query === undefined ? null : (types[query] ?? null),
    named: of(QUERY).flatMap(([, { data }]) => data ?? []),
    isForm: takes.includes('multipart/form-data'),
  };
}

interface Rule {
  propertyName: string;
  name?: string;
  constraints: unknown[];
}

function rulesOf(type: Class): Rule[] {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) as Rule[];
}

export function fieldsOf(type: Class): string[] {
  return [...new Set(rulesOf(type).map(({ propertyName }) => propertyName))];
}

/** Texts that a pattern asks for, by the field's name. */
const SAMPLES: Record<string, unknown> = {
  phone: '13812341234',
  code: '123456',
  login: 'somebody',
  slug: 'a-programme',
  key: 'q1',
  areaCode: '431099',
  creditCode: creditCode(31_000_001),
  startsAt: '2026-12-01T08:00:00Z',
  endsAt: '2026-12-01T09:00:00Z',
  registrationUntil: '2026-11-30T09:00:00Z',
  from: '2026-11-01T00:00:00Z',
  to: '2026-12-01T00:00:00Z',
  firstDay: '2027-01-05',
  since: '2026-11-05',
  builtOn: '2020-06-30',
  channel: '2345abcd',
  accessCode: '4321',
  role: 'organiser',
  confirm: 'DELETE',
  lines: ['13812341234 张三'],
};

/** A body (or query) that passes the rules of its class as far as these can be read; the rest is for the handler. */
export function sampleOf(type: Class, ids: Partial<Record<string, string>>): Record<string, unknown> {
  const rules = rulesOf(type);
  return Object.fromEntries(
    fieldsOf(type).map((field) => [
      field,
      sampleField(
        field,
        rules.filter(({ propertyName }) => propertyName === field),
        ids,
      ),
    ]),
  );
}

function sampleField(field: string, rules: Rule[], ids: Partial<Record<string, string>>): unknown {
  const rule = (name: string) => rules.find((one) => one.name === name);
  if (field in SAMPLES) return SAMPLES[field];
  if (rule('isUuid')) return ids[field] ?? newId();
  const choices = rule('isIn')?.constraints[0] as unknown[] | undefined;
  if (choices) return rule('isArray') ? [choices[0]] : choices[0];
  if (rule('isArray')) return [];
  if (rule('isBoolean')) return true;
  if (rule('isInt')) return Number(rule('min')?.constraints[0] ?? 1);
  if (rule('isObject')) return {};
  return 'sample';
}
