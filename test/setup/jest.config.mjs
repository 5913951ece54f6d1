import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

const common = {
  rootDir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/setup/global.mjs',
  globalTeardown: '<rootDir>/test/setup/global-end.mjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

/**
 * Four projects, slowest last: pure functions and rules of the house; the server through its door with a real
 * database; the media node with a real worker; a real browser. Ports, workers and browsers are shared by the machine,
 * so all but the unit tests run one file at a time (`maxWorkers` of the whole run is chosen by scripts/test.mjs).
 */
export default {
  testTimeout: 30_000,
  rootDir,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/media/**/*.spec.ts',
        '<rootDir>/client/**/*.spec.ts',
        '<rootDir>/test/*.spec.ts',
      ],
    },
    {
      ...common,
      displayName: 'api',
      testMatch: ['<rootDir>/test/api/**/*.spec.ts', '<rootDir>/test/flows/**/*.spec.ts'],
    },
    { ...common, displayName: 'media', testMatch: ['<rootDir>/test/media/**/*.spec.ts'] },
    { ...common, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
  ],
};
