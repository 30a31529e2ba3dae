const base = require('./jest.base');

module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/terraform/',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/package/',
  ],
  // To start a program costs a process in proportion to its memory, and the tests start git thousands of times: a worker
  // that has grown is replaced.
  workerIdleMemoryLimit: '300MB',
  globalSetup: '<rootDir>/test/support/build-engine.js',
  globalTeardown: '<rootDir>/test/support/remove-temporary-folder.js',
};
