// One configuration for the whole repository. `nodes/` and `credentials/` follow n8n's own rules, the ones its reviewers run
// (as `n8n-node lint` sets them up); the gateway and the tests follow the house style of the project.
import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { flatConfigs as importRules } from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const N8N_PACKAGE = ['nodes/**/*.ts', 'credentials/**/*.ts'];
const OURS = ['gateway/**/*.ts', 'gateway/console/**/*.tsx', 'test/**/*.ts', 'examples/**/*.ts'];
const SCRIPTS = ['*.mjs', '*.js', 'scripts/**/*.mjs', 'gateway/console/*.mjs', 'gateway/widget/*.mjs', 'test/**/*.cjs', 'test/**/*.mjs'];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    'coverage/',
    'data/',
    'test/n8n/runtime/',
    'test/n8n/scanner/',
    'test/mutation/runtime/',
    '.cache/',
  ]),

  {
    files: N8N_PACKAGE,
    extends: [js.configs.recommended, tseslint.configs.strict, n8nCommunityNodesPlugin.configs.recommended],
    plugins: { 'import-x': importRules.recommended.plugins['import-x'] },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      'import-x/no-cycle': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['credentials/**/*.ts'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.credentials.rules,
      // As n8n's own configuration has it: the first wants a slug of n8n's documentation, the second misjudges field names.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
      'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.nodes.rules,
      // As n8n's own configuration has it: they do not know the NodeConnectionTypes that its newer rules ask for.
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
    },
  },
  {
    files: ['package.json'],
    extends: [n8nCommunityNodesPlugin.configs.recommended],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
    rules: n8nNodesBase.configs.community.rules,
  },

  {
    files: OURS,
    extends: [js.configs.recommended, tseslint.configs.strict],
    plugins: { 'import-x': importRules.recommended.plugins['import-x'] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      // Types and aliases are both fine; what a name promises matters, not its keyword.
      '@typescript-eslint/consistent-type-definitions': 'off',
      'import-x/no-cycle': 'error',
    },
  },
  {
    // What comes from outside is read where it enters, in wire.ts. Nowhere else may a type be merely claimed.
    files: ['gateway/**/*.ts', 'gateway/console/**/*.tsx'],
    ignores: ['**/wire.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
  { files: ['gateway/src/**/*.ts'], rules: { 'no-console': 'error' } },

  {
    files: SCRIPTS,
    extends: [js.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        URL: 'readonly',
      },
    },
  },
  { files: ['*.js', '**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
);
