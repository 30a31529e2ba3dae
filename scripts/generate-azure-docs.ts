/**
 * Writes docs/azure/: every hardened default with what an auditor asks of it, and what the example fleet costs a month.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { fleet } from '../fleet';
import { readLock } from '../fleet/lock-file';
import { costsPage } from './generate-azure-docs/costs-page';
import { hardeningPage } from './generate-azure-docs/hardening-page';

const root = resolve(__dirname, '..');
const directory = join(root, 'docs/azure');
const { fleet: example } = fleet.resolve(readLock(root));

mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, 'hardening.md'), hardeningPage(example));
writeFileSync(join(directory, 'costs.md'), costsPage(example));
