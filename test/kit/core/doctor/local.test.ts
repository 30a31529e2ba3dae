import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LocalCheck } from '../../../../kit/core/doctor/local/check';
import { acceptance, acceptancePath, inDays } from '../../support/acceptances';
import { type Outcome, fleetkeepHere } from '../../support/cli';
import { manifests } from '../../support/manifests';
import { type Files, makeRepository, write } from '../../support/repository';
import { openpgpHome } from '../../support/openpgp-home';
import { expectToMatchSchema } from '../../support/schemas';
import { type Signer, signer } from '../../support/signer';
import { temporaryDirectory } from '../../support/temporary';

const token = 'ghp_notARealTokenOfAnybody000000000000000';
const terraform = 'echo "Terraform v1.11.4"';

/** A machine: its programs and nothing else, and somebody who can sign. */
class Machine {
  readonly operator: Signer = signer();
  private readonly programs = temporaryDirectory();
  variables: Record<string, string | undefined> = {};

  constructor(readonly directory = temporaryDirectory()) {
    for (const name of [
      'env',
      'go',
      'git',
      'gpg',
      'gpg-agent',
      'node',
      'npm',
      'sh',
      'sleep',
      'ssh-add',
      'ssh-keygen',
    ]) {
      const path = execFileSync('sh', ['-c', `command -v ${name} || true`], { encoding: 'utf8' }).trim();
      if (path !== '') symlinkSync(path, join(this.programs, name));
    }
    this.has('terraform', terraform);
  }

  has(name: string, script: string): void {
    const file = join(this.programs, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  lacks(name: string): void {
    execFileSync('rm', [join(this.programs, name)]);
  }

  doctor(...parameters: readonly string[]): Promise<Outcome> {
    const variables = { ...this.operator.variables, PATH: this.programs, ...this.variables };
    return fleetkeepHere(['doctor', ...parameters], undefined, {
      workingDirectory: this.directory,
      variables,
    });
  }

  async check(name: string): Promise<LocalCheck & { readonly exitCode: number | null }> {
    const { stdout, exitCode } = await this.doctor('-o', 'json');
    expectToMatchSchema('doctor', stdout);
    const { checks } = JSON.parse(stdout) as { checks: readonly LocalCheck[] };
    const found = checks.find(({ check }) => check === name);
    if (found === undefined) throw new Error(`there is no check ${name}`);
    return { ...found, exitCode };
  }
}

const project: Files = {
  'package.json': JSON.stringify({
    dependencies: { fleetkeep: '^0.1.0' },
    scripts: { synth: 'node synth.js' },
  }),
  'cdktf.json': '{}',
};

test('a machine where all is well: exit code 0, in words and as JSON', async () => {
  const machine = new Machine();
  const { exitCode, stdout } = await machine.doctor();
  expect(stdout).toMatch(/^CHECK +STATE +FOUND +FIX\nnode +ok +version 2/);
  expect(stdout).toMatch(
    /^commit-signing +ok +every commit signs with the SSH key .* as Ops <ops@acme.example>/m,
  );
  expect(stdout).toMatch(/^kubectl +unused +not installed; it looks into a cluster/m);
  expect(exitCode).toBe(0);
  expect(await machine.check('terraform')).toMatchObject({ state: 'ok', found: 'version 1.11.4' });
});

test('a word too many is no check', async () => {
  const { exitCode, stderr } = await new Machine().doctor('githup');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: too many arguments/);
});

describe('tools', () => {
  test.each<[string, (machine: Machine) => void, LocalCheck['state'], number]>([
    ['is missing', (machine) => machine.lacks('terraform'), 'problem', 1],
    ['is too old', (machine) => machine.has('terraform', 'echo "Terraform v1.8.5"'), 'problem', 1],
    ['does not say its version', (machine) => machine.has('terraform', 'exit 1'), 'unknown', 3],
  ])('Terraform %s: a project needs it, others do not', async (_title, change, state, exitCode) => {
    const machine = new Machine();
    change(machine);
    expect(await machine.check('terraform')).toMatchObject({ state: 'unused', exitCode: 0 });
    write(machine.directory, project);
    const found = await machine.check('terraform');
    expect(found.state).toBe(state);
    expect(found.fix).not.toBe('');
    // The packages of this project are not installed either: what could not be found out comes first.
    expect(found.exitCode).toBeGreaterThanOrEqual(exitCode);
  });

  test('an engine that is not where it is said to be', async () => {
    const { stdout, exitCode } = await fleetkeepHere(['doctor', '-o', 'json'], undefined, {
      engine: '/nowhere/engine',
      workingDirectory: temporaryDirectory(),
      variables: { PATH: process.env['PATH'] },
    });
    const { checks } = JSON.parse(stdout) as { checks: readonly LocalCheck[] };
    expect(checks.find(({ check }) => check === 'engine')).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining("FLEETKEEP_ENGINE is '/nowhere/engine', which does not exist") as string,
    });
    expect(exitCode).toBe(1);
  });
});

describe('signing', () => {
  test.each<[string, (machine: Machine) => void, string]>([
    [
      'only when asked',
      ({ operator }) => operator.configure('commit.gpgsign', 'false'),
      'but only when asked to',
    ],
    ['by nobody', ({ operator }) => operator.configure('user.email', ''), 'Git does not know who you are'],
    [
      'with a key that is not there',
      ({ operator }) => operator.configure('user.signingkey', '~/.ssh/gone.pub'),
      'the SSH key ~/.ssh/gone.pub is not there',
    ],
    [
      'with a public key alone',
      ({ operator }) => execFileSync('rm', [join(operator.home, '.ssh/id_ed25519')]),
      'has no private part here, and no agent holds one',
    ],
    [
      'with a key that the agent does not hold',
      (machine) => {
        execFileSync('rm', [join(machine.operator.home, '.ssh/id_ed25519')]);
        machine.lacks('ssh-add');
        machine.has('ssh-add', 'echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIother other"');
      },
      'has no private part here, and no agent holds one',
    ],
    [
      'by no known way',
      ({ operator }) => operator.configure('gpg.format', 'pgp'),
      "gpg.format 'pgp' is unknown",
    ],
    [
      'with an OpenPGP key that is not there',
      ({ operator }) => {
        operator.configure('gpg.format', 'openpgp');
        operator.configure('user.signingkey', 'ABCDEF0123456789');
      },
      'the OpenPGP key ABCDEF0123456789 is not there',
    ],
  ])('%s is a problem', async (_title, change, found) => {
    const machine = new Machine();
    change(machine);
    const check = await machine.check('commit-signing');
    expect(check).toMatchObject({ state: 'problem', exitCode: 1 });
    expect(check.found).toContain(found);
    expect(check.fix).not.toBe('');
  });

  test('an OpenPGP key counts until it has expired', async () => {
    const machine = new Machine();
    const keys = openpgpHome();
    try {
      keys.makeKey('ops@acme.example');
      keys.makeKey('old@acme.example', '20200101');
      machine.variables = { GNUPGHOME: keys.path };
      machine.operator.configure('gpg.format', 'openpgp');
      machine.operator.configure('user.signingkey', 'ops@acme.example');
      expect(await machine.check('commit-signing')).toMatchObject({
        state: 'ok',
        found: 'every commit signs with the OpenPGP key ops@acme.example as Ops <ops@acme.example>',
      });
      machine.operator.configure('user.signingkey', 'old@acme.example');
      expect(await machine.check('commit-signing')).toMatchObject({
        state: 'problem',
        found: 'the OpenPGP key old@acme.example has expired',
      });
    } finally {
      keys.end();
    }
  });
});

describe('credentials', () => {
  test('are named by their places and kinds, and never printed', async () => {
    const machine = new Machine();
    machine.variables = {
      GH_TOKEN: token,
      ARM_CLIENT_ID: 'client-0815',
      ARM_CLIENT_SECRET: 'hunter2-hunter2',
    };
    expect((await machine.check('github-token')).found).toBe('a classic personal token in GH_TOKEN');
    expect((await machine.check('azure-credentials')).found).toBe('ARM_CLIENT_SECRET set');
    for (const format of ['table', 'json', 'yaml']) {
      const { stdout, stderr } = await machine.doctor('-o', format);
      expect(stdout + stderr).not.toMatch(new RegExp(`${token}|client-0815|hunter2`));
    }
  });

  test.each([
    ['an identity alone', { ARM_CLIENT_ID: 'client-0815' }],
    ['what is switched off', { ARM_USE_MSI: 'false', ARM_USE_OIDC: '0' }],
  ])('%s is none', async (_title, variables) => {
    const machine = new Machine();
    machine.variables = variables;
    expect(await machine.check('azure-credentials')).toMatchObject({ state: 'unused', exitCode: 0 });
  });

  test('that are not here are no fault', async () => {
    const machine = new Machine();
    machine.has('gh', 'exit 0');
    expect(await machine.check('github-token')).toMatchObject({
      state: 'unused',
      fix: 'gh is signed in: GH_TOKEN=$(gh auth token)',
      exitCode: 0,
    });
    machine.has('az', '[ "$1" = account ] && echo servicePrincipal || echo 2.80.0');
    expect((await machine.check('azure-credentials')).found).toBe('az is signed in as a servicePrincipal');
  });
});

describe('what is generated', () => {
  const synth = [
    "const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');",
    "mkdirSync('.fleetkeep', { recursive: true });",
    "writeFileSync('made.yaml', readFileSync('fleet.ts'));",
    "writeFileSync('.fleetkeep/files.json', JSON.stringify(['made.yaml']));",
  ].join('\n');
  const synthesised: Files = {
    ...project,
    'synth.js': synth,
    'fleet.ts': 'a: 1\n',
    'made.yaml': 'a: 1\n',
    '.fleetkeep/files.json': '["made.yaml"]',
  };

  function standing(files: Files, installed = true): Machine {
    const machine = new Machine();
    write(machine.directory, files);
    if (installed) mkdirSync(join(machine.directory, 'node_modules', 'fleetkeep'), { recursive: true });
    return machine;
  }

  test('is what synth writes', async () => {
    const machine = standing(synthesised);
    expect(await machine.check('generated-files')).toMatchObject({ state: 'ok', exitCode: 0 });
  });

  test('differs, and stays as it is: the project is synthesised in a copy', async () => {
    const machine = standing({ ...synthesised, 'fleet.ts': 'a: 2\n', 'fleet.lock.json': '{}' });
    expect(await machine.check('generated-files')).toMatchObject({
      state: 'problem',
      found: '1 differ: made.yaml',
      fix: 'npm run synth, and commit what it writes',
      exitCode: 1,
    });
    expect(execFileSync('cat', [join(machine.directory, 'made.yaml')], { encoding: 'utf8' })).toBe('a: 1\n');
  });

  test.each<[string, Files, boolean, LocalCheck['state'], string]>([
    [
      'was never synthesised',
      { ...project, 'synth.js': synth },
      true,
      'problem',
      'nothing was synthesised yet',
    ],
    ['cannot be synthesised', { ...synthesised, 'synth.js': 'throw 7' }, true, 'unknown', 'synth fails'],
    ['cannot be, for want of packages', synthesised, false, 'unknown', 'the packages are not installed'],
  ])('%s', async (_title, files, installed, state, found) => {
    const check = await standing(files, installed).check('generated-files');
    expect(check.state).toBe(state);
    expect(check.found).toContain(found);
    expect(check.exitCode).toBe(state === 'unknown' ? 3 : 1);
  });
});

describe('what has ended', () => {
  const card = (exceptions: readonly object[]): string =>
    manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Cluster',
      metadata: { name: 'prod' },
      spec: { delivery: { engine: 'flux', entry: './cluster/prod' }, exceptions },
    });
  const grant = (hours: number): string =>
    manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'AccessGrant',
      metadata: { name: 'inc-1' },
      spec: {
        cluster: 'prod',
        group: '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70',
        role: 'reader',
        startsAt: `${inDays(-2)}T08:00Z`,
        expires: { hours },
        reason: 'outage',
        ticket: 'INC-1',
      },
    });

  test.each<[string, Files, string]>([
    ['access-grants', { '.securitytower/grants/inc-1.yaml': grant(1) }, "access grant 'inc-1' ended at"],
    [
      'exceptions',
      {
        '.securitytower/cluster-prod.yaml': card([
          { control: 'private-api', reason: 'x', expires: inDays(-3) },
        ]),
      },
      "exception to hardened default 'private-api' expired",
    ],
    [
      'acceptances',
      { [acceptancePath]: acceptance({ createdAt: inDays(-30), expiresAt: inDays(-3) }) },
      'ended at',
    ],
  ])('%s', async (name, files, found) => {
    const machine = new Machine(makeRepository(files));
    const check = await machine.check(name);
    expect(check).toMatchObject({ state: 'problem', exitCode: 1 });
    expect(check.found).toContain(found);
  });

  test('nothing has', async () => {
    const machine = new Machine(
      makeRepository({
        '.securitytower/grants/inc-1.yaml': grant(24 * 30),
        '.securitytower/cluster-prod.yaml': card([
          { control: 'private-api', reason: 'x', expires: inDays(3) },
        ]),
        [acceptancePath]: acceptance(),
      }),
    );
    for (const name of ['access-grants', 'exceptions', 'acceptances']) {
      expect(await machine.check(name)).toMatchObject({ state: 'ok', exitCode: 0 });
    }
    expect(existsSync(join(machine.directory, '.securitytower'))).toBe(true);
  });

  test('what cannot be read is no pass', async () => {
    const machine = new Machine(makeRepository({ '.securitytower/grants/inc-1.yaml': grant(0) }));
    expect(await machine.check('access-grants')).toMatchObject({ state: 'unknown', exitCode: 3 });
  });

  test('nor is what is no YAML', async () => {
    const conflict = '<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n';
    const machine = new Machine(makeRepository({ '.securitytower/cluster-prod.yaml': conflict }));
    for (const name of ['access-grants', 'exceptions']) {
      expect(await machine.check(name)).toMatchObject({
        state: 'unknown',
        found: expect.stringContaining('.securitytower/cluster-prod.yaml:') as string,
        exitCode: 3,
      });
    }
  });
});
