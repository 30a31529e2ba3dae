const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * Everything that tests, and what they start, put into the system's temporary folder goes into one that is removed at the
 * end: cdktf's own test helper leaves a folder behind for each app.
 */
let folder;

/** Before the first test; workers inherit it. */
exports.makeTemporaryFolder = () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetkeep-tests-'));
  process.env.TMPDIR = folder;
};

/** After the last. */
exports.removeTemporaryFolder = () => rmSync(folder, { recursive: true, force: true });
