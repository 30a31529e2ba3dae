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
  globalSetup: '<rootDir>/test/support/build-engine.js',
};
