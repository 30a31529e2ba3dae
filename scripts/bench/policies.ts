import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import Table from 'cli-table3';

import { catalogue } from '../../policies/catalogue';
import { constraintTemplate } from '../../policies/constraint-template';
import { median } from './median';

/** One case of gatekeeper-library's suites, in nanoseconds (engine/internal/policy/cost_test.go). */
interface Cost {
  readonly kind: string;
  readonly violations: boolean;
  readonly theirs: number;
  readonly ours: number;
  readonly theirsEvaluated: number;
  readonly oursEvaluated: number;
}

/** The variable that names the library's copy; nothing of it is in this repository. */
const variable = 'GATEKEEPER_LIBRARY';

/**
 * What a review costs under each policy, as a ratio to gatekeeper-library's template of the same kind, in the same
 * engine and run. The bars: at most 1.5 for each kind, 1.0 in the median.
 */
export function benchPolicies(): void {
  const library = process.env[variable];
  if (library === undefined) {
    process.stdout.write(
      `\nPolicies: not measured. There is nothing to compare with unless ${variable} names a copy of github.com/open-policy-agent/gatekeeper-library.\n`,
    );
    return;
  }
  const costs = measure(resolve(library));
  const table = new Table({
    head: ['kind', 'review, µs', 'ratio', 'allowed', 'denied', 'evaluation alone'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const kinds = [...new Set(costs.map(({ kind }) => kind))].map((kind) => {
    const own = costs.filter((cost) => cost.kind === kind);
    return {
      kind,
      ours: own.reduce((sum, { ours }) => sum + ours, 0) / own.length,
      all: ratio(own),
      allowed: ratio(own.filter(({ violations }) => !violations)),
      denied: ratio(own.filter(({ violations }) => violations)),
      evaluation: ratio(own, 'Evaluated'),
    };
  });
  for (const { kind, ours, ...ratios } of kinds.sort((left, right) => (right.all ?? 0) - (left.all ?? 0))) {
    const { all, allowed, denied, evaluation } = ratios;
    table.push([kind, (ours / 1000).toFixed(0), ...[all, allowed, denied, evaluation].map(shown)]);
  }
  table.push([
    'median',
    '',
    ...(['all', 'allowed', 'denied', 'evaluation'] as const).map((column) =>
      shown(
        median(
          kinds.map((one) => one[column]).filter((value) => value !== undefined),
          (value) => value,
        ),
      ),
    ),
  ]);
  process.stdout.write(`\nPolicies, against gatekeeper-library\n${table.toString()}\n`);
}

function measure(library: string): readonly Cost[] {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const file = join(directory, 'catalogue.json');
    writeFileSync(file, JSON.stringify({ templates: catalogue.map((policy) => constraintTemplate(policy)) }));
    const { status, stdout, stderr } = spawnSync(
      'go',
      [
        'test',
        '-v',
        '-timeout=1h',
        '-count=1',
        '-run=TestCostOfPolicies',
        './internal/policy',
        '-catalogue',
        file,
        '-library',
        library,
      ],
      { cwd: resolve(__dirname, '../../engine'), encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    if (status !== 0) throw new Error(`the policies could not be measured:\n${stdout}${stderr}`);
    const costs = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Cost);
    if (costs.length === 0) throw new Error(`no case of ${library} could be measured:\n${stdout}${stderr}`);
    return costs;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Of the sums over all cases; undefined when there is none. */
function ratio(costs: readonly Cost[], part: '' | 'Evaluated' = ''): number | undefined {
  const sum = (side: 'ours' | 'theirs'): number =>
    costs.reduce((total, cost) => total + cost[`${side}${part}`], 0);
  return costs.length === 0 ? undefined : sum('ours') / sum('theirs');
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
