import { runProgram } from '../../../../kit/core/programs/run-program';

const options = { directory: process.cwd(), variables: { PATH: process.env['PATH'] } };
const node = (code: string): readonly [string, string[]] => [process.execPath, ['-e', code]];

test('what it said comes a line at a time, both streams', async () => {
  const lines: string[] = [];
  const [command, parameters] = node(
    'process.stdout.write("a\\nb"); console.error("!"); process.exitCode = 3',
  );
  const outcome = await runProgram(command, parameters, { ...options, onLine: (line) => lines.push(line) });
  expect(outcome).toMatchObject({ kind: 'ended', exitCode: 3, stdout: 'a\nb' });
  expect(lines.join(' ')).toMatch(/^a b!?( !)?$/);
});

test('one that is not there, and one that hangs, are outcomes', async () => {
  expect(await runProgram('fleetkeep-no-such-program', [], options)).toEqual({ kind: 'not-found' });
  const [command, parameters] = node('setInterval(() => {}, 1000)');
  expect(await runProgram(command, parameters, { ...options, timeoutSeconds: 1 })).toEqual({
    kind: 'timed-out',
  });
});
