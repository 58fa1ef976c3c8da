import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { depConstraints, impureGlobals, impureSyntax, pureFiles, restrictedImports, specFiles } from './tools/checks/boundaries.mjs';

/** The directions between projects. The rule fails open (no graph, unknown tags): tools/checks/boundaries.spec.ts plants violations. */
const moduleBoundaries = (options) => [
  'error',
  {
    allow: [],
    // Without project references and publishing there is no "buildable" library to protect.
    enforceBuildableLibDependency: false,
    depConstraints: depConstraints(options),
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.millrace*/**', '**/coverage/**'] },
  eslint.configs.recommended,
  // Types are known to these rules only where the compiler knows the file.
  { files: ['**/*.ts'], extends: tseslint.configs.recommendedTypeChecked },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A function that answers a promise because its port says so need not wait for anything itself (in-memory adapters).
      '@typescript-eslint/require-await': 'off',
      // `_` says on purpose: not needed here.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Numbers and booleans read well in messages; objects do not, and stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Nest's handlers and event listeners are asynchronous functions where the types say `void`.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // A class without members is how Nest names a module.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['{apps,libs,tools}/**/*.{ts,mjs}'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries({ spec: false }) },
  },
  // From the general to the particular, because the last list that matches a file is the one that counts.
  ...restrictedImports.toReversed().map(({ name, files, ignores = [], patterns }) => ({
    name,
    files,
    // A spec of a domain is allowed its test runner; that it uses no framework follows from what it tests.
    ignores: [...ignores, ...specFiles],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  })),
  {
    name: 'a domain is pure',
    files: pureFiles,
    ignores: specFiles,
    rules: { 'no-restricted-syntax': ['error', ...impureSyntax], 'no-restricted-globals': ['error', ...impureGlobals] },
  },
  {
    files: specFiles,
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries({ spec: true }) },
  },
  {
    files: specFiles,
    ignores: ['**/*.mjs'],
    rules: {
      // What a service answers is `any` until the expectation says what it is.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      // `expect(store.append)` hands a method over to be looked at, not to be called.
      '@typescript-eslint/unbound-method': 'off',
      // `!` in a spec fails the spec, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'fetch',
          'performance',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'globalThis',
          'Buffer',
          'SharedArrayBuffer',
          'Atomics',
          'AbortSignal',
          'TextDecoder',
          'structuredClone',
          'URLSearchParams',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }] },
  },
  // Declarations of our .mjs: the compiler checks them; parameters there are documentation.
  { files: ['**/*.d.mts'], extends: [tseslint.configs.base], rules: { 'no-unused-vars': 'off', 'no-undef': 'off' } },
  // Last: the formatter decides about form.
  prettier,
);
