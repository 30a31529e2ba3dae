import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { fleetkeepHere } from '../support/cli';
import { describeTerminal, down, enter, interrupt, play } from '../support/pseudo-terminal';
import { temporaryDirectory } from '../support/temporary';

const tenant = '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10';
const subscription = '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31';

jest.setTimeout(120_000);

describeTerminal('fleetkeep init on a terminal', () => {
  test('asks for all of it, refuses what is wrong, and writes what the flags would', async () => {
    const [asked, flagged] = [temporaryDirectory(), temporaryDirectory()];
    const { exitCode, shown } = await play(['init'], asked, [
      ["The fleet's name (e.g. acme)", `Acme!${enter}`],
      ['use 1 to 24 lower-case letters', `${'\u007f'.repeat(5)}acme${enter}`],
      ['The GitHub organisation that owns the repository', `acme${enter}`],
      ["The repository's name", enter],
      ["GitHub's plan of the organisation", `${down}${enter}`],
      ['The Entra ID tenant', `${tenant}${enter}`],
      ['The Azure subscription', `${subscription}${enter}`],
      ["Azure's region", `${enter}`],
      ['The stages in order of promotion', `dev,staging,prod${enter}`],
      ["Kubernetes' minor version", enter],
      ['The team that owns the repository', enter],
      ['The team that answers for production', `payments${enter}`],
      ['The team that answers for policies and workflows', enter],
    ]);
    expect(exitCode).toBe(0);
    expect(shown).toContain('Next, in .:  npm install && npx fleetkeep check');
    const flags = ['--name', 'acme', '--owner', 'acme', '--plan', 'team', '--stages', 'dev,staging,prod'];
    const azure = ['--tenant-id', tenant, '--subscription-id', subscription];
    await fleetkeepHere([
      'init',
      '--yes',
      '--directory',
      flagged,
      ...flags,
      ...azure,
      '--production-team',
      'payments',
    ]);
    const read = (folder: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((file) => [
            file.slice(folder.length + 1),
            // Each project has an id of its own.
            readFileSync(file, 'utf8').replace(/"projectId": ".*"/, ''),
          ]),
      );
    expect(read(asked)).toEqual(read(flagged));
    expect(Object.keys(read(asked))).toContain('fleet.ts');
  });

  test('what a flag says is not asked', async () => {
    const folder = temporaryDirectory();
    const flags = ['--name', 'acme', '--owner', 'acme', '--plan', 'team', '--tenant-id', tenant];
    const more = ['--repo-name', 'fleet', '--location', 'westeurope', '--stages', 'prod'];
    const teams = ['--platform-team', 'a', '--production-team', 'b', '--security-team', 'c'];
    const all = ['init', ...flags, ...more, ...teams, '--kubernetes-version', '1.34'];
    const { exitCode, shown } = await play(all, folder, [
      ['The Azure subscription', `${subscription}${enter}`],
    ]);
    expect(exitCode).toBe(0);
    expect(shown).not.toContain("The fleet's name");
  });

  test('stopped in the middle, nothing is written', async () => {
    const folder = temporaryDirectory();
    const { exitCode, shown } = await play(['init'], folder, [
      ["The fleet's name", `acme${enter}`],
      ['The GitHub organisation', interrupt],
    ]);
    expect(exitCode).toBe(2);
    expect(shown).toContain('stopped: nothing was done after the question');
    expect(readdirSync(folder)).toEqual([]);
  });
});
