import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StepResult } from '../../kit/core/bootstrap/step';
import { testToken } from '../kit/github/fleet-repository';
import { GithubServer, type Reply } from '../kit/github/github-server';
import { liveBranch } from '../kit/github/live-branch';
import { healthyRepository } from '../kit/github/repository';
import { fleetkeepHere, type Outcome as Said } from '../kit/support/cli';
import { enter, noPseudoTerminal, play, type Played, type Typed } from '../kit/support/pseudo-terminal';
import { expectToMatchSchema } from '../kit/support/schemas';
import { signer, type Signer } from '../kit/support/signer';
import { emptyLock } from '../fleet/declare';
import { synthResolved } from '../infra/synth';
import { fleet } from './bootstrap/fleet';
import { signedRepository, teamsOf } from './support/github-answers';
import { isJsonObject } from './support/json';
import { repositoryRoot } from './support/paths';
import { prepareProviderMirror } from './support/provider-mirror';
import { describeTerraform } from './support/requirements';
import { temporaryFolder } from './support/temporary-folder';
import { terraformEnvironment } from './support/terraform-environment';

jest.setTimeout(1_800_000);

const secret = 'notARealSecretOfAnybody';
const { fleet: resolved } = fleet.resolve(emptyLock);

interface Outcome {
  readonly exitCode: Said['exitCode'];
  readonly said: string;
  readonly steps: readonly StepResult[];
}

/**
 * A project whose synth is the real one; backends are moved into a folder by override files, as on the whole bench.
 * GitHub is a server that looks into Terraform's states and into the bare repository that the push goes to.
 */
class Bench {
  private readonly home = temporaryFolder('bootstrap');
  readonly project = join(this.home, 'project');
  readonly states = join(this.home, 'states');
  readonly bare = join(this.home, 'acme', 'fleet');
  private readonly answers = join(this.home, 'answers.json');
  private readonly operator: Signer = signer();
  private server: GithubServer | undefined;
  private variables: Readonly<Record<string, string | undefined>> = {};

  async start(): Promise<void> {
    for (const folder of [this.project, this.states, this.bare]) mkdirSync(folder, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.bare]);
    this.operator.configure(`url.file://${this.home}/.insteadOf`, 'https://github.com/');
    // Of the library's two hundred sources each is translated once, and not again by every synth.
    const register = join(repositoryRoot, 'scripts', 'typescript.js');
    this.write('package.json', {
      private: true,
      scripts: { synth: `node -r ${register} ${join(__dirname, 'bootstrap', 'synth.ts')}` },
      dependencies: { fleetkeep: '*' },
    });
    this.write('cdktf.json', { app: 'true', context: { stateBackend: 'local', stateNetwork: 'public' } });
    this.write('.gitignore', 'cdktf.out/\n*.tfstate\n*.tfstate.*\n');
    const home = join(this.home, 'terraform');
    mkdirSync(home);
    const types = [...synthResolved(resolved).values()].flatMap((text) => {
      const { resource = {}, data = {} } = JSON.parse(text) as { resource?: object; data?: object };
      return [...Object.keys(resource), ...Object.keys(data)];
    });
    this.variables = {
      ...terraformEnvironment(home, await prepareProviderMirror(), this.answers),
      ...this.operator.variables,
      PATH: terraformPath(home),
      FLEETKEEP_BENCH_TYPES: [...new Set(types)].sort().join(','),
      FLEETKEEP_STATES: this.states,
      ARM_CLIENT_ID: '00000000-0000-4000-8000-000000000002',
      ARM_CLIENT_SECRET: secret,
      GH_TOKEN: testToken,
    };
    this.server = await GithubServer.start(this.github());
    this.tell();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** What GitHub's API says to a path from now on. */
  answer(path: string, reply: Reply): void {
    this.server?.tell(path, reply);
  }

  /** What the provider reads at GitHub: all in order, unless told otherwise. */
  tell(...more: readonly object[]): void {
    const data = [...signedRepository(resolved), ...more];
    writeFileSync(this.answers, JSON.stringify({ data, resources: [] }));
  }

  async bootstrap(...parameters: readonly string[]): Promise<Outcome> {
    const api = this.server?.url ?? '';
    const { exitCode, stdout, stderr } = await fleetkeepHere(
      ['bootstrap', '-o', 'json', '--api', api, ...parameters],
      undefined,
      { workingDirectory: this.project, variables: this.variables },
    );
    for (const text of [stdout, stderr]) {
      expect(text).not.toContain(testToken);
      expect(text).not.toContain(secret);
    }
    if (stdout === '') return { exitCode, said: stderr, steps: [] };
    expectToMatchSchema('bootstrap', stdout);
    const { steps } = JSON.parse(stdout) as { steps: readonly StepResult[] };
    return { exitCode, said: stderr, steps };
  }

  /** The same at a terminal, where somebody answers. */
  async ask(parameters: readonly string[], ...script: readonly Typed[]): Promise<Played> {
    const words = ['bootstrap', '--api', this.server?.url ?? '', ...parameters];
    const played = await play(words, this.project, script, this.variables);
    expect(played.shown).not.toContain(testToken);
    expect(played.shown).not.toContain(secret);
    return played;
  }

  /** Where the bench keeps a stack's state. */
  stateFile(stack: string): string {
    return join(this.states, `${stack}.tfstate`);
  }

  /** Types of what a stack's state holds. */
  applied(stack: string): readonly string[] {
    const file = this.stateFile(stack);
    if (!existsSync(file)) return [];
    const { resources = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      resources?: readonly { readonly mode: string; readonly type: string }[];
    };
    return resources.flatMap(({ mode, type }) => (mode === 'managed' ? type : []));
  }

  pushed(): string | undefined {
    const branch = liveBranch({ repository: this.bare, branch: 'main', variables: this.operator.variables });
    return (branch as { commit: { sha: string } } | undefined)?.commit.sha;
  }

  git(...parameters: readonly string[]): string {
    const env = { ...this.operator.variables };
    const stdio: readonly ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    return execFileSync('git', parameters, {
      cwd: this.project,
      env,
      encoding: 'utf8',
      stdio: [...stdio],
    }).trim();
  }

  terraform(stack: string, ...parameters: readonly string[]): void {
    const cwd = join(this.project, 'cdktf.out', 'stacks', stack);
    execFileSync('terraform', parameters, { cwd, env: { ...this.variables }, stdio: 'ignore' });
  }

  private github(): Readonly<Record<string, unknown>> {
    const base = '/repos/acme/fleet';
    const healthy = healthyRepository();
    const made = (type: string, body: unknown) => (): unknown =>
      [...this.applied('github'), ...this.applied('protection')].includes(type) ? body : undefined;
    return {
      ...healthy,
      [base]: made('github_repository', { ...(healthy[base] as object), size: 12, pushed_at: '2026-10-01' }),
      [`${base}/rulesets`]: made('github_repository_ruleset', healthy[`${base}/rulesets`]),
      '/users/acme': { login: 'acme' },
      '/orgs/acme': { ...(healthy['/orgs/acme'] as object), plan: { name: 'enterprise' } },
      [`${base}/branches/main`]: () =>
        liveBranch({ repository: this.bare, branch: 'main', variables: this.operator.variables }),
    };
  }

  private write(name: string, content: unknown): void {
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(join(this.project, name), text);
  }
}

/** As `terraformEnvironment` has it: an `az` that knows nobody comes first. */
function terraformPath(home: string): string {
  return [join(home, 'programs'), process.env['PATH']].join(':');
}

const rest = ['hub', 'cluster-prod-weu', 'access'];
const early = ['tools', 'synth', 'account', 'state', 'state-backend', 'github', 'first-push'];
const states = ({ steps }: Outcome): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]));
const all = (names: readonly string[], state: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, state]));

const testAtTerminal = noPseudoTerminal === undefined ? test : test.skip;

describeTerraform('fleetkeep bootstrap', () => {
  const bench = new Bench();
  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  test('where nobody can be asked, nothing is begun without --yes', async () => {
    const { exitCode, said } = await bench.bootstrap();
    expect(exitCode).toBe(2);
    expect(said).toContain('say --yes, or --dry-run');
    expect(existsSync(join(bench.project, 'cdktf.out'))).toBe(false);
  });

  test('a dry run of a new project changes nothing', async () => {
    const outcome = await bench.bootstrap('--dry-run');
    expect(states(outcome)).toEqual({ tools: 'done', synth: 'open' });
    expect(outcome.exitCode).toBe(1);
    expect(existsSync(join(bench.project, 'cdktf.out'))).toBe(false);
  });

  testAtTerminal(
    'at a terminal every step is shown, then asked; no is what Enter says, and nothing is done',
    async () => {
      const { exitCode, shown } = await bench.ask([], ['Do it? (y/N)', enter]);
      expect(shown).toMatch(/will be created[^]*Do it\? \(y\/N\)/);
      expect(shown).toContain('nobody said yes, nothing was done');
      expect(shown).toContain('3 of 12 steps done; next: state');
      expect(exitCode).toBe(1);
      expect(existsSync(join(bench.project, 'state.tfstate'))).toBe(false);
    },
  );

  test('it goes as far as it can: a team without members stops protection, with what to do', async () => {
    bench.tell(teamsOf(0));
    const outcome = await bench.bootstrap('--yes');
    expect(states(outcome)).toEqual({
      ...all(['tools', 'synth', 'account'], 'done'),
      ...all(['state', 'state-backend', 'github', 'first-push'], 'made'),
      protection: 'stopped',
      ...all(['read-back', ...rest], 'waiting'),
    });
    expect(outcome.exitCode).toBe(3);
    const stopped = outcome.steps.find(({ state }) => state === 'stopped');
    expect(stopped?.found.replaceAll(/\s+/g, ' ')).toContain("The team 'platform' has 0 members");
    // What was shown is Terraform's own plan.
    expect(outcome.said).toContain('will be created');
    expect(outcome.said).toContain('git commit --gpg-sign');
    expect(bench.applied('protection')).toEqual([]);
  });

  test('the state has moved, and cdktf.json says so in the pushed commit', () => {
    expect(existsSync(join(bench.project, 'state.tfstate'))).toBe(false);
    expect(bench.applied('state').length).toBeGreaterThan(5);
    expect(bench.pushed()).toBe(bench.git('rev-parse', 'HEAD'));
    expect(bench.git('show', 'HEAD:cdktf.json')).toContain('"stateBackend": "azurerm"');
    expect(bench.git('ls-tree', '-r', '--name-only', 'HEAD')).not.toContain('tfstate');
    bench.git('verify-commit', 'HEAD');
  });

  test('run again it goes on from there, to the end', async () => {
    bench.tell();
    const outcome = await bench.bootstrap('--yes');
    expect(states(outcome)).toEqual({
      ...all(early, 'done'),
      protection: 'made',
      'read-back': 'done',
      ...all(['hub', 'cluster-prod-weu'], 'made'),
      // There is no grant: its plan has nothing to do.
      access: 'done',
    });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.steps.map(({ step }) => step)).toEqual([...early, 'protection', 'read-back', ...rest]);
    expect(outcome.steps.find(({ step }) => step === 'read-back')?.found).toContain('tier 5 of 5');
  });

  test('run once more there is nothing to do, and nothing is done', async () => {
    const serials = (): readonly unknown[] =>
      ['state', 'github', 'protection', 'hub'].map((stack) => {
        const state: unknown = JSON.parse(readFileSync(bench.stateFile(stack), 'utf8'));
        return isJsonObject(state) ? state.serial : undefined;
      });
    const [before, head] = [serials(), bench.pushed()];
    const outcome = await bench.bootstrap('--dry-run');
    expect(states(outcome)).toEqual(all([...early, 'protection', 'read-back', ...rest], 'done'));
    expect(outcome.exitCode).toBe(0);
    expect([serials(), bench.pushed()]).toEqual([before, head]);
  });

  describe('a repository that is there already and has content', () => {
    const step = ['--yes', '--step', 'github'];
    const content = { size: 12, pushed_at: '2026-10-01T08:00:00Z' };

    // Terraform forgets it; GitHub does not.
    beforeAll(() => {
      const { resource } = JSON.parse(
        readFileSync(join(bench.project, 'cdktf.out/stacks/github/cdk.tf.json'), 'utf8'),
      ) as { resource: { github_repository: object } };
      bench.terraform(
        'github',
        'state',
        'rm',
        `github_repository.${Object.keys(resource.github_repository)[0]}`,
      );
      bench.answer('/repos/acme/fleet', { body: content });
    });

    test('is left alone, and taking it over is offered', async () => {
      const before = readFileSync(bench.stateFile('github'), 'utf8');
      const { exitCode, steps } = await bench.bootstrap(...step);
      expect(steps.at(-1)).toMatchObject({
        step: 'github',
        state: 'stopped',
        found:
          "there already, and not by Terraform: the repository 'acme/fleet' (with content, last pushed 2026-10-01T08:00:00Z); nothing was changed",
        fix: expect.stringContaining('take it over with --import') as string,
      });
      expect(exitCode).toBe(3);
      expect(readFileSync(bench.stateFile('github'), 'utf8')).toBe(before);
    });

    testAtTerminal('at a terminal it is asked; no leaves it alone', async () => {
      const { exitCode, shown } = await bench.ask(['--step', 'github'], ['Take over?', enter]);
      expect(shown).toContain("the repository 'acme/fleet' (with content, last pushed");
      expect(shown).toContain('nothing was changed');
      expect(exitCode).toBe(3);
    });

    test('is taken over with --import: what changes in it is shown first', async () => {
      const { exitCode, steps, said } = await bench.bootstrap(...step, '--import');
      expect(steps.at(-1)).toMatchObject({
        step: 'github',
        state: 'made',
        found: expect.stringMatching(/^applied: 1 to take over, 0 to add/) as string,
      });
      expect(said).toContain('imported from');
      expect(exitCode).toBe(0);
      expect(bench.applied('github')).toContain('github_repository');
      // Nothing of it is left for a later run.
      const left = readdirSync(join(bench.project, 'cdktf.out/stacks/github'));
      expect(left.filter((name) => name.includes('import'))).toEqual([]);
    });
  });

  describe('a state that has not moved whole', () => {
    const step = ['--yes', '--step', 'state-backend'];
    const file = join(bench.project, 'state.tfstate');
    let stored: string;

    beforeAll(() => {
      stored = readFileSync(bench.stateFile('state'), 'utf8');
    });

    test('one that was stored, and whose file is still here, is only tidied up', async () => {
      writeFileSync(file, stored);
      expect((await bench.bootstrap(...step)).steps.at(-1)).toMatchObject({ state: 'made' });
      expect(existsSync(file)).toBe(false);
      expect(readFileSync(bench.stateFile('state'), 'utf8')).toBe(stored);
    });

    test('one that was not stored yet is stored', async () => {
      writeFileSync(file, stored);
      rmSync(bench.stateFile('state'));
      expect((await bench.bootstrap(...step)).steps.at(-1)).toMatchObject({ state: 'made' });
      expect(bench.applied('state').length).toBeGreaterThan(5);
    });

    test('another one is not written over, and cdktf.json stays as it was', async () => {
      const foreign = { ...(JSON.parse(stored) as object), lineage: '00000000-0000-4000-8000-000000000009' };
      writeFileSync(file, JSON.stringify(foreign));
      const configuration = readFileSync(join(bench.project, 'cdktf.json'), 'utf8');
      const { exitCode, steps } = await bench.bootstrap(...step);
      expect(steps.at(-1)).toMatchObject({
        state: 'stopped',
        found: expect.stringContaining('the storage holds another state than state.tfstate') as string,
      });
      expect(exitCode).toBe(3);
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(join(bench.project, 'cdktf.json'), 'utf8')).toBe(configuration);
      rmSync(file);
    });
  });

  test('a step that is none is named, with those that there are', async () => {
    const { exitCode, said } = await bench.bootstrap('--yes', '--step', 'hubs');
    expect(exitCode).toBe(2);
    expect(said).toContain("--step 'hubs' is no step: account, state, state-backend, github, first-push");
  });
});
