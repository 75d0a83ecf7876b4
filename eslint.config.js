import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import importX from 'eslint-plugin-import-x'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'

/**
 * The import arrows of docs/architecture.md, one zone a forbidden direction.
 * `target` may not import from `from`.
 */
const arrows = [
  ['./server/contracts', ['./server/!(contracts)', './server/*.ts', './mocks', './renderer', './electron']],
  // The workspace document holds the mapping tables, the profiles of invoices and the rules of faults: storage knows their pure
  // models, nothing else of those areas.
  [
    './server/storage',
    [
      './server/{admin,journal,scenarios,http}',
      './server/mappings/!(model).ts',
      './server/invoice/!(profiles)',
      './server/invoice/*.ts',
      './server/invoice/profiles/!(model).ts',
      './server/errands/!(model).ts',
      './server/errands/own',
      './server/faults/!(model).ts',
      './server/team/!(model).ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  [
    './server/faults',
    [
      './server/!(faults|contracts|http|journal|storage)',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  [
    './server/journal',
    ['./server/{admin,faults,invoice,scenarios,http,proxy}', './mocks', './renderer', './electron'],
  ],
  [
    './server/journal/query',
    ['./server/!(journal|contracts)', './server/journal/*.ts', './mocks', './renderer', './electron'],
  ],
  [
    './server/proxy',
    ['./server/{admin,enterprises,scenarios,invoice}', './mocks', './renderer', './electron'],
  ],
  [
    './server/interchange',
    [
      './server/!(interchange|journal|contracts|storage)',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  [
    './server/understanding',
    [
      './server/!(understanding|contracts|invoice|mappings)',
      './server/mappings/!(model).ts',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  [
    './server/mappings',
    ['./server/{admin,journal,invoice,scenarios,http}', './mocks', './renderer', './electron'],
  ],
  [
    './server/invoice',
    ['./server/{admin,journal,mappings,scenarios,http,storage}', './mocks', './renderer', './electron'],
  ],
  [
    './server/http',
    [
      './server/{admin,enterprises,faults,scenarios,invoice,publishing}',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  // The guide is made of what a person typed in, and of nothing that runs.
  ['./server/publishing', ['./server/!(publishing)', './server/*.ts', './mocks', './renderer', './electron']],
  [
    './server/docs',
    ['./server/{admin,enterprises,invoice,mappings,scenarios}', './mocks', './renderer', './electron'],
  ],
  [
    './server/team',
    ['./server/!(team|storage|http|contracts)', './server/*.ts', './mocks', './renderer', './electron'],
  ],
  [
    './server/outbox',
    ['./server/!(outbox|storage|contracts)', './server/*.ts', './mocks', './renderer', './electron'],
  ],
  [
    './server/snapshots',
    [
      './server/!(snapshots|storage|contracts|mappings|catalogue|interchange)',
      './server/interchange/!(ticket)',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  [
    './server/scenarios',
    [
      './server/!(scenarios|contracts|journal|storage)',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  ['./server/errands', ['./server/{admin,invoice,scenarios,http}', './renderer', './electron']],
  ['./server/ksup', ['./server/{admin,invoice,scenarios}', './renderer', './electron']],
  ['./server/site-orders', ['./server/{admin,invoice,scenarios}', './renderer', './electron']],
  ['./server/enterprises', ['./server/{admin,invoice,scenarios}', './renderer', './electron']],
  [
    './server/catalogue',
    ['./server/!(catalogue|storage|contracts)', './server/*.ts', './mocks', './renderer', './electron'],
  ],
  [
    './server/explorer',
    [
      './server/!(explorer|catalogue|storage|contracts)',
      './server/*.ts',
      './mocks',
      './renderer',
      './electron',
    ],
  ],
  ...['onec', 'site', 'regate', 'restore', 'cml-site', 'cml-onec', 'ksup', 'ksup-onec'].map(
    (side, _, sides) => [
      `./mocks/${side}`,
      [
        ...sides.filter((other) => other !== side).map((other) => `./mocks/${other}`),
        './server/{admin,enterprises,explorer,ksup,publishing,site-orders}',
        './renderer',
        './electron',
      ],
    ],
  ),
  // Made data is the same whoever asks: nothing of the admin API or of a screen has a part in it.
  ['./server/data-maker', ['./server/{admin,scenarios,invoice,journal}', './renderer', './electron']],
  ['./server/admin', ['./renderer', './electron']],
  // The query language of the journal is pure: the query line completes what the server reads. So are the models of invoices
  // and their arithmetic: the forms check and count what is typed. And those of faults: the form says what its rule will do.
  [
    './renderer',
    [
      './server/!(contracts|admin|journal|invoice|faults|team|snapshots|scenarios)',
      './server/team/!(model).ts',
      './server/snapshots/!(model).ts',
      './server/scenarios/!(model).ts',
      './server/scenarios/{recorder,report}',
      './server/faults/!(model|describe|words).ts',
      './server/journal/!(query)',
      './server/journal/*.ts',
      './server/invoice/!(profiles|sources|qr|requisites)',
      './server/invoice/!(amounts|vat-rates).ts',
      './server/invoice/qr/!(fields|options).ts',
      './server/invoice/requisites/!(findings).ts',
      './server/invoice/profiles/!(model|choose).ts',
      './server/invoice/sources/!(ref|manual-model|carriers).ts',
      './server/*.ts',
      './mocks',
      './electron',
    ],
  ],
  ['./server', ['./electron', './renderer']],
  ['./mocks', ['./electron', './renderer']],
].map(([target, from]) => ({
  target,
  from: [from].flat().map((path) => (path.endsWith('.ts') ? path : `${path}/**`)),
  message: 'This import runs against the arrows of docs/architecture.md.',
}))

export default tseslint.config(
  {
    ignores: ['out/**', '.cache/**', 'dist/**', 'node_modules/**', 'test-results/**', 'playwright-report/**'],
  },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: ['tsconfig.node.json', 'tsconfig.web.json'] }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: arrows }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': ['error', { allow: ['error'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // The renderer may use what is pure in the server: contract data and the admin client.
    files: ['renderer/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', 'koa*', 'kysely', 'libsql', 'lowdb*', 'electron'],
              message: 'The renderer is a web client.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['server/**', 'mocks/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['electron', 'vue', 'naive-ui'], message: 'The engine is free of the shell.' }],
        },
      ],
    },
  },
  {
    // What is made anew for every request: a literal with a getter becomes a dictionary in V8, and keeps what it names alive.
    files: ['server/{contracts,http,proxy}/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > Property[kind="get"]',
          message:
            'Made for each request, an object with a getter is slow and outlives it: give it a method.',
        },
      ],
    },
  },
  {
    // Layout is Prettier's business.
    files: ['**/*.vue'],
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/attributes-order': 'off',
      'vue/one-component-per-file': 'off',
    },
  },
  {
    files: ['scripts/**', 'test/**', '.ci/**'],
    rules: { 'no-console': 'off' },
  },
)
