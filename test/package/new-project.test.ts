import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { packAll } from '../../scripts/package';

const root = resolve(__dirname, '../..');
const home = realpathSync(mkdtempSync(join(tmpdir(), 'fleetkeep-package-')));
const project = join(home, 'project');
const started = Date.now();

afterAll(() => {
  rmSync(home, { recursive: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly said: string;
}

/** Nothing of this checkout is seen: neither an engine that the caller names, nor the cache that holds built ones. */
function run(cwd: string, command: string, ...parameters: readonly string[]): Outcome {
  const ours = { XDG_CACHE_HOME: join(home, 'cache'), FLEETKEEP_ENGINE: undefined };
  const env = { ...process.env, ...ours, CHECKPOINT_DISABLE: '1', CI: 'true' };
  const { status, stdout, stderr } = spawnSync(command, parameters, { cwd, env, encoding: 'utf8' });
  return { status, stdout, said: `${stdout}\n${stderr}` };
}

/** Throws with everything that was said, so that a failure can be read. */
function succeed(cwd: string, command: string, ...parameters: readonly string[]): string {
  const { status, stdout, said } = run(cwd, command, ...parameters);
  if (status !== 0) throw new Error(`'${[command, ...parameters].join(' ')}' ended with ${status}:\n${said}`);
  return stdout;
}

/** Every test builds on those before it, as the user's steps do. */
describe('from the packed tarball to a green check, as a user would', () => {
  let packed: { readonly fleetkeep: string; readonly engine: string };

  test('the packages are packed', async () => {
    // By the caller's own caches: only what comes after is a user's machine.
    const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(built.stderr);
    packed = await packAll(home);
    expect(existsSync(packed.fleetkeep)).toBe(true);
    expect(existsSync(packed.engine)).toBe(true);
    const listed = succeed(home, 'tar', '--list', '--gzip', '--file', packed.fleetkeep).split('\n');
    // The example fleet and the programs that read it are this checkout's.
    expect(listed.filter((path) => /dist\/(fleet|infra\/main|k8s\/main)\./.test(path))).toEqual([]);
    expect(listed).toEqual(
      expect.arrayContaining(['package/dist/kit/cli/main.js', 'package/dist/fleet/index.d.ts']),
    );
  });

  test('who only checks needs neither cdktf nor cdk8s: init runs from the package alone', () => {
    const alone = join(home, 'alone');
    mkdirSync(alone);
    succeed(alone, 'npm', 'init', '--yes');
    succeed(
      alone,
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--omit=peer',
      packed.engine,
      packed.fleetkeep,
    );
    expect(existsSync(join(alone, 'node_modules', 'cdktf'))).toBe(false);
    expect(existsSync(join(alone, 'node_modules', 'constructs'))).toBe(false);
    mkdirSync(project);
    const azure = ['--tenant-id', '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10'];
    azure.push('--subscription-id', '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31');
    const bin = join(alone, 'node_modules', '.bin', 'fleetkeep');
    const names = [
      '--name',
      'acme',
      '--owner',
      'acme',
      '--plan',
      'team',
      '--package',
      `file:${packed.fleetkeep}`,
    ];
    succeed(project, bin, 'init', '--yes', ...names, ...azure);
    expect(readdirSync(project).sort()).toEqual([
      '.github',
      '.gitignore',
      'catalogue',
      'cdk8s.yaml',
      'cdktf.json',
      'fleet.ts',
      'infra.ts',
      'k8s.ts',
      'package.json',
      'tsconfig.json',
    ]);
    // A second time the folder is not empty: nothing is touched.
    const again = run(project, bin, 'init', '--yes', ...names, ...azure);
    expect(again.status).toBe(2);
    expect(again.said).toContain('is not empty');
  });

  test('npm install brings everything, and synthesises', () => {
    succeed(project, 'git', 'init', '--quiet', '--initial-branch=main');
    // The registry would bring the engine; here it is the tarball beside the other.
    const file = join(project, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const engine = `@fleetkeep/engine-${process.platform}-${process.arch}`;
    const optionalDependencies = { [engine]: `file:${packed.engine}` };
    writeFileSync(file, `${JSON.stringify({ ...manifest, optionalDependencies }, null, 2)}\n`);
    succeed(project, 'npm', 'install', '--no-audit', '--no-fund');
    for (const path of ['cluster/prod/policies.yaml', 'policies/kustomization.yaml', 'fleet.lock.json']) {
      expect([path, existsSync(join(project, path))]).toEqual([path, true]);
    }
  });

  test('npx fleetkeep check is green', () => {
    const { status, said } = run(project, 'npx', 'fleetkeep', 'check');
    const minutes = (Date.now() - started) / 60_000;
    process.stderr.write(`From the sources to a green check: ${minutes.toFixed(1)} minutes\n`);
    expect({ status, said }).toMatchObject({ status: 0 });
    const clusters = JSON.parse(succeed(project, 'npx', 'fleetkeep', 'get', 'clusters', '-o', 'json')) as {
      readonly name: string;
    }[];
    expect(clusters.map(({ name }) => name)).toEqual(['dev', 'prod']);
  });

  test('the declaration type-checks against the published types', () => {
    succeed(project, 'npm', 'run', '--silent', 'types');
  });

  test('what init wrote is what synth writes: no drift on the first day, none after a second synth', () => {
    succeed(project, 'git', 'add', '--all');
    const tracked = succeed(project, 'git', 'ls-files').split('\n');
    expect(tracked).toContain('.fleetkeep/stacks.json');
    expect(tracked.filter((path) => /^(node_modules|out|cdktf\.out)\//.test(path))).toEqual([]);
    succeed(project, 'npm', 'run', '--silent', 'synth');
    expect(succeed(project, 'git', 'diff', '--name-only')).toBe('');
    expect(succeed(project, 'git', 'status', '--porcelain').match(/^\?\?.*/gm)).toBeNull();
  });

  test('doctor finds the project in order, and says so when fleet.ts has run ahead of what is generated', () => {
    const generated = (): unknown => {
      const { stdout } = run(project, 'npx', 'fleetkeep', 'doctor', '-o', 'json');
      const { checks } = JSON.parse(stdout) as { checks: readonly { readonly check: string }[] };
      return checks.find(({ check }) => check === 'generated-files');
    };
    expect(generated()).toMatchObject({ state: 'ok', found: 'are what synth writes' });
    const file = join(project, 'fleet.ts');
    const declared = readFileSync(file, 'utf8');
    try {
      writeFileSync(file, declared.replace('approvals: 2', 'approvals: 3'));
      // The rules are Terraform's: of what is committed only their digest changes.
      expect(generated()).toMatchObject({ state: 'problem', found: '1 differ: .fleetkeep/stacks.json' });
    } finally {
      writeFileSync(file, declared);
    }
  });

  test('bootstrap knows what would be next', () => {
    const env = { ...process.env, GH_TOKEN: 'ghp_notARealTokenOfAnybody000000000000000' };
    const bin = join(project, 'node_modules', '.bin', 'fleetkeep');
    const { stdout } = spawnSync(
      bin,
      ['bootstrap', '--dry-run', '--api', 'http://127.0.0.1:1', '-o', 'json'],
      {
        cwd: project,
        env,
        encoding: 'utf8',
      },
    );
    const { steps } = JSON.parse(stdout) as { steps: readonly { readonly step: string }[] };
    expect(steps.map(({ step }) => step)).toEqual(expect.arrayContaining(['tools', 'synth']));
  });

  test('adding a cluster changes its own files and lists; the stacks say which', () => {
    const identity = [
      '-c',
      'user.name=Jane',
      '-c',
      'user.email=jane@acme.example',
      '-c',
      'commit.gpgsign=false',
    ];
    succeed(project, 'git', ...identity, 'commit', '--quiet', '--message', 'First');
    const declared = readFileSync(join(project, 'fleet.ts'), 'utf8');
    expect(declared).toContain("new Cluster(fleet, 'prod'");
    const line = "new Cluster(fleet, 'prod-two', { stage: 'prod', kubernetesVersion: '1.34' });";
    succeed(project, 'sh', '-c', `echo "${line}" >> fleet.ts`);
    succeed(project, 'npm', 'run', '--silent', 'synth');
    const changed = succeed(project, 'npx', 'fleetkeep', 'stacks', '--base', 'HEAD', '-o', 'json');
    expect(JSON.parse(changed)).toMatchObject({
      all: ['access', 'cluster-prod-two'],
      'apply-stage-prod': ['cluster-prod-two'],
      'apply-stage-dev': [],
      hub: [],
    });
  });
});
