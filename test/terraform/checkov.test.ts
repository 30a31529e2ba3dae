import { fleet } from '../../fleet';
import { readLock } from '../../fleet/lock-file';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { hardenedDefaults } from '../../infra/hardening';
import { scannerExceptions } from '../../infra/hardening/scanner-exceptions';
import { type GithubRule, githubRules } from '../../infra/hardening/scanner-github-rules';
import { missingPython, scan, type ScanResult } from './checkov/checkov';
import { oneConfiguration } from './checkov/one-configuration';
import type { JsonObject } from './support/json';
import { repositoryRoot } from './support/paths';
import { readSynthesisedStacks } from './support/synthesised-stack';
import { synthesisedFleet } from './support/synthesised-fleet';

const now = new Date('2026-12-01T00:00:00Z');
const missing = missingPython();
if (missing !== undefined) process.stderr.write(`Skipped "checkov": ${missing}\n`);
const describeCheckov = missing === undefined ? describe : describe.skip;

/** @param names of the stacks to read. @default - all */
function configurationOf(example: ResolvedFleet, names?: readonly string[]): JsonObject {
  const afterTheFirstDay = { stateBackend: 'azurerm', stateNetwork: 'private' } as const;
  const stacks = readSynthesisedStacks(synthesisedFleet(example, now, afterTheFirstDay));
  const wanted = stacks.filter(({ name }) => names?.includes(name) ?? true);
  return oneConfiguration(new Map(wanted.map(({ name, folder }) => [name, folder])));
}

/** An independent scanner on the example fleet as it stands: after the first day, when the state has a network. */
describeCheckov(missing === undefined ? 'checkov' : `checkov (skipped: ${missing})`, () => {
  const { fleet: example } = fleet.resolve(readLock(repositoryRoot));
  let result: ScanResult;
  /** Of the stacks of GitHub, with classic branch protection beside the rulesets. */
  let classic: ScanResult;

  beforeAll(async () => {
    const github = { ...example.github, classicProtection: true };
    result = await scan(configurationOf(example));
    classic = await scan(configurationOf({ ...example, github }, ['github', 'protection']));
  }, 600_000);

  test('what fails is listed with a reason, and what is listed fails', () => {
    expect([...result.failed.keys()].sort()).toEqual(scannerExceptions.map(({ id }) => id).sort());
  });

  test('at most five', () => {
    expect(scannerExceptions.length).toBeLessThanOrEqual(5);
    for (const { reason } of scannerExceptions) expect(reason.length).toBeGreaterThan(40);
  });

  test.each(githubRules.map((rule) => [rule.id, rule] as const))('%s of GitHub', (id, { holds }) => {
    const ways: Readonly<Record<GithubRule['holds'], readonly [boolean, boolean]>> = {
      passes: [true, true],
      'with-classic-protection': [false, true],
      'nothing-to-judge': [false, false],
    };
    expect([result, classic].map(({ passed }) => passed.has(id))).toEqual(ways[holds]);
    for (const { failed } of [result, classic]) expect([...failed.keys()]).not.toContain(id);
  });

  test('no rule of GitHub is left out', () => {
    const ran = [result, classic].flatMap(({ passed, failed }) => [...passed, ...failed.keys()]);
    const known = new Set(githubRules.map(({ id }) => id));
    expect(ran.filter((id) => /^CKV2?_GIT_/.test(id) && !known.has(id))).toEqual([]);
  });

  test('the hardening page claims no check that did not run', () => {
    const ran = new Set([...result.passed, ...result.failed.keys()]);
    const claimed = hardenedDefaults
      .flatMap(({ scanners = [] }) => scanners)
      .filter((id) => id.startsWith('CKV'));
    expect(claimed.filter((id) => !ran.has(id))).toEqual([]);
  });
});
