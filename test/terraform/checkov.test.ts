import { fleet } from '../../fleet';
import { readLock } from '../../fleet/lock-file';
import { hardenedDefaults } from '../../infra/hardening';
import { scannerExceptions } from '../../infra/hardening/scanner-exceptions';
import { missingPython, scan, type ScanResult } from './checkov/checkov';
import { oneConfiguration } from './checkov/one-configuration';
import { repositoryRoot } from './support/paths';
import { readSynthesisedStacks } from './support/synthesised-stack';
import { synthesisedFleet } from './support/synthesised-fleet';

const now = new Date('2026-12-01T00:00:00Z');
const missing = missingPython();
if (missing !== undefined) process.stderr.write(`Skipped "checkov": ${missing}\n`);
const describeCheckov = missing === undefined ? describe : describe.skip;

/** An independent scanner on the example fleet as it stands: after the first day, when the state has a network. */
describeCheckov(missing === undefined ? 'checkov' : `checkov (skipped: ${missing})`, () => {
  let result: ScanResult;

  beforeAll(async () => {
    const { fleet: example } = fleet.resolve(readLock(repositoryRoot));
    const afterTheFirstDay = { stateBackend: 'azurerm', stateNetwork: 'private' } as const;
    const stacks = readSynthesisedStacks(synthesisedFleet(example, now, afterTheFirstDay));
    result = await scan(oneConfiguration(new Map(stacks.map(({ name, folder }) => [name, folder]))));
  }, 600_000);

  test('what fails is listed with a reason, and what is listed fails', () => {
    expect([...result.failed.keys()].sort()).toEqual(scannerExceptions.map(({ id }) => id).sort());
  });

  test('at most five', () => {
    expect(scannerExceptions.length).toBeLessThanOrEqual(5);
    for (const { reason } of scannerExceptions) expect(reason.length).toBeGreaterThan(40);
  });

  test('the hardening page claims no check that did not run', () => {
    const ran = new Set([...result.passed, ...result.failed.keys()]);
    const claimed = hardenedDefaults
      .flatMap(({ scanners = [] }) => scanners)
      .filter((id) => id.startsWith('CKV'));
    expect(claimed.filter((id) => !ran.has(id))).toEqual([]);
  });
});
