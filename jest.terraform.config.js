const base = require('./jest.base');

// Terraform and its providers read schemas of megabytes and end: collecting memory was an eighth of their work.
process.env.GOGC ??= '400';

module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/terraform/**/*.test.ts'],
  testTimeout: 600_000,
  maxWorkers: 2,
};
