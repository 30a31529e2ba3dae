const eslint = require('@eslint/js');
const tseslint = require('typescript-eslint');

/**
 * The house, one direction: which rooms a room may import, and which packages. design.md draws it; this table enforces
 * it. `node:` modules are everybody's.
 */
const rooms = {
  documents: { rooms: [], packages: ['yaml'] },
  fleet: { rooms: ['documents'], packages: ['constructs', 'yaml'] },
  infra: {
    rooms: ['fleet'],
    packages: ['constructs', 'cdktf', '@cdktf/provider-azurerm/lib/*', '@cdktf/provider-github/lib/*'],
  },
  // Pure texts: `kit/` writes them before anything is installed, so nothing in here loads constructs.
  project: { rooms: ['fleet'], packages: ['yaml'] },
  k8s: {
    rooms: ['fleet', 'policies', 'project'],
    packages: ['constructs', 'cdk8s', 'cdk8s-plus-27', 'yaml'],
  },
  policies: { rooms: ['documents'], packages: ['yaml'] },
  kit: {
    // The engine is built from source in a checkout; `scripts/` is not in the package.
    rooms: ['documents', 'policies', 'project', 'scripts'],
    // What a grant is, as data: fleet/ reads the files that the kit writes. It constructs nothing.
    folders: ['fleet/grants/'],
    packages: [
      '@inquirer/prompts',
      '@octokit/*',
      'ajv',
      'cli-table3',
      'commander',
      'picocolors',
      'undici',
      'vscode-jsonrpc*',
      'yaml',
    ],
  },
};
/** Rooms of the control kit that never import each other. */
const kitFronts = ['cli', 'pr', 'web'];

const allRooms = [...Object.keys(rooms), 'scripts', 'test'];
const alternatives = (names) =>
  names.map((name) => name.replaceAll('*', '.*').replaceAll('/', '\\/')).join('|');

/** @returns the rule's patterns for one room */
function restrictions(room, extra = []) {
  const { rooms: allowedRooms, packages, folders = [] } = rooms[room];
  const shared = folders.length === 0 ? '' : `(?!${alternatives(folders)})`;
  const foreign = allRooms.filter((other) => other !== room && !allowedRooms.includes(other));
  return {
    patterns: [
      {
        regex: `^(\\.\\./)+${shared}(${alternatives(foreign)})(/|$)`,
        message: `${room}/ may import ${allowedRooms.map((name) => `${name}/`).join(', ') || 'no other room'}: see design.md, "The house".`,
      },
      {
        regex: `^(?!\\.|node:|(${alternatives(packages)})$)`,
        message: `${room}/ may import these packages only: ${packages.join(', ')} (providers by deep imports: the barrels cost 400 MB).`,
      },
      ...extra,
    ],
  };
}

/** `infra/main.ts` and `k8s/main.ts` are the programs: they alone read the user's declaration. */
const roomConfigs = Object.keys(rooms).map((room) => ({
  files: [`${room}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', restrictions(room)] },
}));

const kitFrontConfigs = kitFronts.map((front) => ({
  files: [`kit/${front}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      restrictions('kit', [
        {
          regex: `^(\\.\\./)+(${alternatives(kitFronts.filter((other) => other !== front))})(/|$)`,
          message: 'kit/cli, kit/pr and kit/web import kit/core, never each other.',
        },
      ]),
    ],
  },
}));

const onlyInMain = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Only main.ts and scripts read the environment; pass what is needed as an option.',
  },
  {
    selector: 'CallExpression[callee.object.name="process"][callee.property.name="exit"]',
    message: 'Only main.ts ends the process.',
  },
];

module.exports = tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'cdktf.out', 'coverage', 'kit/engine-client/protocol.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-syntax': ['error', ...onlyInMain],
      eqeqeq: 'error',
    },
  },
  ...roomConfigs,
  ...kitFrontConfigs,
  {
    // A call takes some 120,000 arguments, and a repository may hold more than that of anything.
    files: ['kit/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...onlyInMain,
        {
          selector: 'CallExpression[callee.property.name=/^(push|unshift)$/] > SpreadElement',
          message:
            'A list may be longer than a call can take: push one after the other, or spread into a list.',
        },
      ],
    },
  },
  {
    files: ['**/main.ts', 'scripts/**/*.ts', 'test/**/*.ts', 'kit/environment.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A constructor is the statement: `new Cluster(fleet, …)` declares.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
);
