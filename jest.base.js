const { homedir } = require('node:os');
const { join } = require('node:path');

/** What the three suites (unit, Terraform bench, control plane bench) share. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // What was translated outlives the temporary folder and `npm ci`: to translate it again takes longer than some suites.
  cacheDirectory: join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fleetkeep', 'jest'),
  transform: {
    '^.+\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  // octokit and what it needs are ES modules, which Node can require and jest cannot.
  transformIgnorePatterns: [
    '/node_modules/(?!(@octokit|universal-user-agent|content-type|json-with-bigint|before-after-hook)/)',
  ],
  moduleFileExtensions: ['ts', 'js', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/out/', '<rootDir>/cdktf.out/'],
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.js'],
};
