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

/** Browser tests in which a picture moves. */
const PICTURES = [
  'cut',
  'agenda',
  'attendance',
  'directing',
  'entry',
  'hand',
  'pages',
  'replay',
  'replay-edit',
  'killed-on-air',
  'ladder',
  'stage',
  'stage-programme',
  'studio',
  'watch',
];

/**
 * Six projects: pure functions and rules of the house; the server through its door with a real database; pages in a
 * real browser; whole flows; the media node with a real worker; browsers with pictures. The last three share the
 * machine's time, so they run one file at a time (scripts/test.mjs chooses).
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
        '<rootDir>/bench/**/*.spec.ts',
        '<rootDir>/test/*.spec.ts',
      ],
    },
    {
      ...common,
      displayName: 'api',
      testMatch: ['<rootDir>/test/api/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'pages',
      testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
      testPathIgnorePatterns: PICTURES.map((name) => `/test/browser/${name}\\.spec\\.ts$`),
    },
    { ...common, displayName: 'flows', testMatch: ['<rootDir>/test/flows/**/*.spec.ts'] },
    { ...common, displayName: 'media', testMatch: ['<rootDir>/test/media/**/*.spec.ts'] },
    {
      ...common,
      displayName: 'browser',
      testMatch: PICTURES.map((name) => `<rootDir>/test/browser/${name}.spec.ts`),
    },
  ],
};
