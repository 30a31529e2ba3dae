import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { parse } from 'yaml';

import { environmentsOf } from '../../fleet/github-environments';
import { githubFiles } from '../../project/generated-files';
import type { Job as DeclaredJob, Step as DeclaredStep } from '../../project/workflows/workflow';
import { goEnvironment } from '../../scripts/go-modules';
import { exampleFleet } from '../k8s/example';

const files = githubFiles({
  defaultBranch: 'main',
  runner: 'ubuntu-24.04',
  codeOwners: [['*', ['@acme/platform']]],
  environments: environmentsOf(exampleFleet()),
});

type Step = Omit<DeclaredStep, 'uses'> & { readonly uses?: string };
type Job = Omit<DeclaredJob, 'steps'> & { readonly steps: readonly Step[] };

interface ParsedWorkflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

function workflow(name: string): ParsedWorkflow {
  return parse(files.get(`.github/workflows/${name}.yaml`) ?? '') as ParsedWorkflow;
}

const pullRequest = workflow('pull-request');
const apply = workflow('apply');
const jobs = [pullRequest, apply].flatMap(({ jobs }) => Object.entries(jobs));
const texts = [...files].filter(([path]) => path.includes('/workflows/')).map(([, text]) => text);

function commandsOf({ steps }: { readonly steps: readonly Step[] }): string {
  return steps.map(({ run = '' }) => run).join('\n');
}

test('actionlint finds nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetkeep-workflows-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    mkdirSync(join(folder, '.git'));
    const workflows = ['apply', 'pull-request'].map((name) =>
      join(folder, '.github/workflows', `${name}.yaml`),
    );
    // Built first: what Go says of downloads on a fresh machine is none of actionlint's findings.
    const actionlint = join(folder, 'actionlint');
    const build = ['build', '-o', actionlint, 'github.com/rhysd/actionlint/cmd/actionlint'];
    execFileSync('go', build, { cwd: join(__dirname, 'actionlint'), env: goEnvironment, stdio: 'pipe' });
    const lint = spawnSync(actionlint, ['-no-color', ...workflows], { encoding: 'utf8' });
    expect(lint.stdout + lint.stderr).toBe('');
    expect(lint.status).toBe(0);
    writeFileSync(join(folder, 'broken.yaml'), (texts[0] ?? '').replaceAll('needs.synth', 'needs.sync'));
    const broken = spawnSync(actionlint, [join(folder, 'broken.yaml')], { encoding: 'utf8' });
    expect(broken.stdout).toContain('property "sync" is not defined');
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 600_000);

describe('every workflow', () => {
  test('pins every action to a commit and says its release', () => {
    const uses = texts.flatMap((text) => text.match(/uses: .*/g) ?? []);
    expect(uses.length).toBeGreaterThan(10);
    for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('knows no secret', () => {
    for (const text of texts) expect(text).not.toMatch(/secrets\b/);
  });

  test('has no permission but what a job says, and never writes content', () => {
    for (const { permissions } of [pullRequest, apply]) expect(permissions).toEqual({});
    for (const [, { permissions }] of jobs) {
      expect(permissions).toEqual(
        'id-token' in permissions ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' },
      );
    }
  });

  test('leaves no credential in a work tree', () => {
    const checkouts = jobs.flatMap(([, { steps }]) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout')),
    );
    expect(checkouts.length).toBeGreaterThan(3);
    for (const { with: options } of checkouts)
      expect(options).toMatchObject({ 'persist-credentials': false });
  });

  test("puts nothing of a pull request into a shell's text", () => {
    for (const [, job] of jobs) expect(commandsOf(job)).not.toContain('${{');
  });

  test('ends', () => {
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

describe('a pull request', () => {
  test('is not pull_request_target: its code gets no rights of the base', () => {
    expect(Object.keys(pullRequest.on)).toEqual(['pull_request']);
  });

  test('is synthesised without any credential, and drift of generated files is refused', () => {
    const { synth } = pullRequest.jobs;
    expect(synth?.permissions).toEqual({ contents: 'read' });
    expect(synth).not.toHaveProperty('environment');
    expect(synth).not.toHaveProperty('env');
    expect(commandsOf(synth ?? { steps: [] })).toContain('npm ci --ignore-scripts');
    expect(commandsOf(synth ?? { steps: [] })).toContain('git diff --exit-code');
  });

  test('is judged by the program of its base', () => {
    const policy = pullRequest.jobs['policy'] ?? { steps: [] };
    expect(commandsOf(policy)).toContain(
      'base/node_modules/.bin/fleetkeep check --repository change --base "$BASE"',
    );
    const [first] = policy.steps;
    expect(first?.with).toMatchObject({ ref: '${{ github.event.pull_request.base.sha }}', path: 'base' });
    expect(commandsOf(policy)).not.toContain('prefix change');
  });

  test('is planned from the synthesised JSON alone, stack by stack, by an identity that only plans', () => {
    const { plan } = pullRequest.jobs;
    expect(plan?.needs).toEqual(['synth']);
    expect(plan?.env).toMatchObject({
      ARM_CLIENT_ID: '${{ vars.AZURE_PLAN_CLIENT_ID }}',
      ARM_USE_OIDC: 'true',
    });
    expect(plan).not.toHaveProperty('environment');
    expect(plan?.strategy?.matrix).toEqual({ stack: "${{ fromJSON(needs.synth.outputs.stacks)['all'] }}" });
    const uses = plan?.steps.flatMap(({ uses }) => uses?.split('@')[0] ?? []);
    expect(uses).toEqual(['actions/download-artifact', 'hashicorp/setup-terraform']);
    expect(commandsOf(plan ?? { steps: [] })).not.toMatch(/npm|node|apply/);
  });

  test('a plan may use no provider but those of the fleet', () => {
    expect(commandsOf(pullRequest.jobs['plan'] ?? { steps: [] })).toContain(
      'include = ["hashicorp/azurerm", "integrations/github"]',
    );
  });
});

describe('what was merged', () => {
  test('is applied in order: the hub, each stage, access; each in its environment', () => {
    const order = Object.entries(apply.jobs).map(([name, { environment }]) => [name, environment]);
    expect(order).toEqual([
      ['synth', undefined],
      ['hub', 'apply-shared'],
      ['apply-stage-dev', 'apply-stage-dev'],
      ['apply-stage-staging', 'apply-stage-staging'],
      ['apply-stage-prod', 'apply-stage-prod'],
      ['access', 'apply-shared'],
    ]);
    const names = order.map(([name]) => name);
    names.forEach((name, index) => {
      expect(apply.jobs[name ?? '']?.needs ?? []).toEqual(names.slice(0, index));
    });
  });

  test('waits for nobody that was skipped, and stops at what failed', () => {
    for (const [name, job] of Object.entries(apply.jobs)) {
      if (name !== 'synth')
        expect(job.if).toContain("!cancelled() && !failure() && needs.synth.result == 'success'");
    }
  });

  test('only from the default branch', () => {
    expect(apply.on).toMatchObject({ push: { branches: ['main'] } });
    expect(apply.on).not.toHaveProperty('pull_request');
  });

  test('no workflow applies what rules it', () => {
    for (const text of texts) expect(text).not.toMatch(/'(github|protection|state)'\]/);
  });
});
