require('../../scripts/typescript.js');
const { makeTemporaryFolder } = require('./temporary-folder');

/** `npm test` on a fresh clone: the engine is built before the first test, or found as it was built before. */
module.exports = async () => {
  const { buildEngine } = require('../../scripts/build-engine');
  await buildEngine();
  makeTemporaryFolder();
};
