const base = require('./jest.base');

module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/terraform/**/*.test.ts'],
  testTimeout: 600_000,
  maxWorkers: 2,
};
