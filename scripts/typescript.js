'use strict';

/**
 * Preloaded, it lets Node run the TypeScript of this checkout: `node -r ./scripts/typescript.js FILE.ts`.
 *
 * esbuild translates; what it wrote is kept in node_modules/.cache under the hash of what it was given, so that a file
 * is translated once and not by every process that loads it. A source that changed has another hash. Stack traces name
 * the lines of the TypeScript.
 */
const { createHash } = require('node:crypto');
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const Module = require('node:module');
const { basename, join } = require('node:path');

/** @type {import('esbuild').TransformOptions} */
const options = {
  loader: 'ts',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  sourcesContent: false,
  // Node's own `import()` knows no TypeScript; this makes a `require` of it, which does.
  supported: { 'dynamic-import': false },
};
const unusedAfterMilliseconds = 14 * 24 * 3_600_000;
const folder = join(
  __dirname,
  '../node_modules/.cache/fleetkeep-typescript',
  createHash('sha256')
    .update(require('esbuild/package.json').version + JSON.stringify(options))
    .digest('hex')
    .slice(0, 24),
);

process.setSourceMapsEnabled(true);
Module._extensions['.ts'] = (module, file) => module._compile(javascriptOf(file), file);

function javascriptOf(file) {
  const source = readFileSync(file, 'utf8');
  // A source map's sources are relative to the file that has it, which Node takes to be the source itself.
  const name = basename(file);
  const kept = join(folder, `${createHash('sha256').update(`${name}\0${source}`).digest('hex')}.js`);
  return (
    read(kept) ?? keep(kept, require('esbuild').transformSync(source, { ...options, sourcefile: name }).code)
  );
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

let writes = 0;

/** Keeps it for later processes, if that can be: a cache folder that cannot be written costs time and nothing else. */
function keep(file, code) {
  try {
    if (writes++ === 0) prepare();
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, file);
  } catch {
    // As if nothing were kept.
  }
  return code;
}

/** Makes the folder, and takes away what was written long ago: what is still in use is written again. */
function prepare() {
  mkdirSync(folder, { recursive: true });
  const oldest = Date.now() - unusedAfterMilliseconds;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
  }
}
