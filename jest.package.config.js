const base = require('./jest.base');

/** The package as a user gets it: packed, installed into a new project, and run. Needs the npm registry. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/package/**/*.test.ts'],
  testTimeout: 1_200_000,
  maxWorkers: 1,
};
