#!/usr/bin/env node
'use strict';

// A source checkout runs the TypeScript itself, without a build step; what is published has only the compiled files.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const source = join(__dirname, '..', 'kit', 'cli', 'main.ts');
if (existsSync(source)) {
  require('../scripts/typescript.js');
  require(source);
} else {
  require('../dist/kit/cli/main.js');
}
