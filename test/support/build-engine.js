/** `npm test` on a fresh clone: the engine is built before the first test, or found as it was built before. */
require('esbuild-register/dist/node').register({ target: 'node20' });

module.exports = async () => {
  const { buildEngine } = require('../../scripts/build-engine');
  await buildEngine();
};
