const base = require('./jest.base');

module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testTimeout: 900_000,
  maxWorkers: 2,
};
