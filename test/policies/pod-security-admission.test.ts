import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

// 100,000 pods take most of an hour: by hand, `go test -count=1 -timeout 3h ./internal/psa -pods 100000` in engine/.
const pods = 1000;

test('generated pods and their updates are judged as by k8s.io/pod-security-admission', () => {
  const { stdout, stderr } = spawnSync(
    'go',
    ['test', '-count=1', '-v', './internal/psa', '-pods', String(pods)],
    { cwd: resolve(__dirname, '../../engine'), encoding: 'utf8' },
  );
  // Skipped tests pass as far as go is concerned.
  expect(stdout + stderr).toMatch(/^--- PASS: TestEveryCheckIsTheStandards/m);
  expect(stdout + stderr).toMatch(/^--- PASS: TestAdmissionIsTheStandards/m);
  expect(stdout + stderr).toMatch(/^--- PASS: TestNothingIsOverlooked/m);
  expect(stdout + stderr).toMatch(/^--- PASS: TestEveryNamedFieldIsGenerated/m);
  expect(stdout + stderr).toMatch(/^--- PASS: TestMistakesAreFound/m);
  expect(stdout + stderr).toMatch(/ comparisons, 0 disagreements$/m);
  expect(stdout + stderr).toMatch(/ requests, 0 disagreements$/m);
}, 600_000);
