/** The import rules alone, for `npm run check`: no PostgreSQL, no browser. */
export default {
  rootDir: '../..',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }] },
  testMatch: ['<rootDir>/test/architecture/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/test/n8n/', '<rootDir>/gateway/dist/', '<rootDir>/dist/'],
};
