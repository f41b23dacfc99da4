import { availableParallelism } from 'node:os';

/** The gateway is ESM and its tests run as ESM; the nodes are CommonJS, as n8n loads them. */
const swc = (module) => ({
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2024', keepClassNames: true }, module: { type: module } },
  ],
});

const gateway = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: swc('es6'),
  transformIgnorePatterns: ['/node_modules/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/loopback-only.ts'],
  globalSetup: '<rootDir>/test/support/stores-setup.mjs',
  globalTeardown: '<rootDir>/test/support/stores-teardown.mjs',
};

export default {
  testTimeout: 30_000,
  // By itself jest leaves one core alone, and of two that is half. Each worker has a PostgreSQL of its own.
  maxWorkers: Math.max(2, Math.min(4, availableParallelism() - 1)),
  projects: [
    {
      ...gateway,
      displayName: 'gateway',
      testMatch: ['<rootDir>/test/gateway/**/*.test.ts', '<rootDir>/test/widget/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/test/n8n/', '<rootDir>/gateway/dist/', '<rootDir>/dist/'],
    },
    {
      displayName: 'browser',
      testEnvironment: 'node',
      extensionsToTreatAsEsm: ['.ts'],
      transform: swc('es6'),
      transformIgnorePatterns: ['/node_modules/'],
      setupFilesAfterEnv: ['<rootDir>/test/support/loopback-only.ts'],
      globalSetup: '<rootDir>/test/browser/support/build-pages.mjs',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/test/n8n/', '<rootDir>/gateway/dist/', '<rootDir>/dist/'],
    },
    {
      displayName: 'nodes',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/nodes/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/test/n8n/', '<rootDir>/gateway/dist/', '<rootDir>/dist/'],
      transform: swc('commonjs'),
      setupFiles: ['<rootDir>/test/nodes/support/environment.cjs'],
      setupFilesAfterEnv: ['<rootDir>/test/nodes/support/nock.ts'],
    },
  ],
};
