import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Environment } from '../../environment';
import { isProject } from '../doctor/local/project';
import { UsageError } from '../errors';
import { githubClient, tokenVariables } from '../github/client';
import { secretHider } from '../programs/hide-secrets';
import { accountStep } from './account-step';
import { type Adoptable, findAdoptables } from './adoption';
import { firstPushStep } from './first-push-step';
import { type Programs, runStep } from './programs';
import { readBackStep } from './read-back-step';
import { stackStep } from './stack-step';
import { hasLocalState, stateBackendStep } from './state-backend-step';
import { type BootstrapStep, type StepResult, StepStopped } from './step';
import { readSynthesisedProject, type SynthesisedProject, type SynthesisedStack } from './synthesised';
import { toolsStep } from './tools-step';
import { walk, type WalkOptions } from './walk';
import { WorkTree } from './work-tree';

export interface BootstrapOptions extends WalkOptions {
  readonly environment: Environment;
  /** Only these steps, besides `tools` and `synth`. @default every step */
  readonly only?: readonly string[];
  /** Address of the REST API. @default - that of the declared host */
  readonly api?: string;
  /** Whether the user can be asked for a passphrase. */
  readonly asks: boolean;
  /** Whether what exists on GitHub is to be taken over. */
  readonly adopts: (found: readonly Adoptable[]) => Promise<boolean>;
  /** What a program that works for long says, a line at a time, without secrets. */
  readonly onLine: (line: string) => void;
}

/** What the fleet's own stacks are for. */
const purposes: Readonly<Record<string, string>> = {
  state: "the storage of Terraform's state, and who deploys from GitHub",
  github: 'the repository, empty, its teams, environments and variables, in an organisation in order',
  protection: 'the rules that nobody passes, over a default branch that is signed',
  hub: 'what the clusters of a region share',
  access: 'access for a limited time',
};

/**
 * Walks through the first day of a fleet: state, github, the operator's signed push, protection, then the rest. Every
 * step is found done or not by looking at Terraform, Git and GitHub, so it can be run again at any point.
 *
 * @throws UsageError when there is no project or no token
 */
export async function bootstrap(options: BootstrapOptions): Promise<readonly StepResult[]> {
  const { environment, dryRun, only = [] } = options;
  const root = environment.workingDirectory;
  if (!isProject(root)) {
    throw new UsageError(`${root} is no project of a fleet: stand in one, or make one with 'fleetkeep init'`);
  }
  const token = tokenVariables.find((name) => environment.variables[name]);
  if (token === undefined) {
    throw new UsageError(
      `no token: set ${tokenVariables.join(' or ')} to one of an owner of the organisation, for instance GH_TOKEN=$(gh auth token)`,
    );
  }
  const temporary = mkdtempSync(join(tmpdir(), 'fleetkeep-bootstrap-'));
  try {
    const programs = programsOf(options);
    const begun = await walk([toolsStep(environment, root), synthStep(root, programs, dryRun)], options);
    if (begun.some(({ state }) => state !== 'done')) return begun;
    const steps = await allSteps(options, programs, temporary);
    const unknown = only.filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0) {
      throw new UsageError(
        `--step '${unknown.join("', '")}' is no step: ${steps.map(({ name }) => name).join(', ')}`,
      );
    }
    const chosen = only.length === 0 ? steps : steps.filter(({ name }) => only.includes(name));
    return [...begun, ...(await walk(chosen, options, begun))];
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function programsOf({ environment, asks, onLine }: BootstrapOptions): Programs {
  const { variables } = environment;
  return {
    variables: {
      ...variables,
      // The provider reads this one only.
      GITHUB_TOKEN: variables['GITHUB_TOKEN'] || variables['GH_TOKEN'],
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
    },
    hide: secretHider(variables),
    asks,
    onLine,
  };
}

/** What is generated is generated anew; in a dry run what is there is taken as it is. */
function synthStep(root: string, programs: Programs, dryRun: boolean): BootstrapStep {
  return {
    name: 'synth',
    does: "fleet.ts is synthesised: Terraform's JSON, and the files that Flux reads",
    needs: [],
    async look() {
      if (dryRun) {
        if (existsSync(join(root, 'cdktf.out', 'manifest.json'))) {
          return { kind: 'done', found: 'as it was synthesised last' };
        }
        const shown = 'npm run synth';
        return { kind: 'open', found: 'nothing is synthesised', shown, run: () => Promise.resolve('') };
      }
      await synthesise(root, programs);
      return { kind: 'done', found: 'as fleet.ts says' };
    },
  };
}

async function synthesise(root: string, programs: Programs): Promise<void> {
  const { exitCode, said } = await runStep(programs, 'npm', ['run', '--silent', 'synth'], {
    directory: root,
    install: 'install Node with npm: https://nodejs.org',
  });
  if (exitCode !== 0) throw new StepStopped(`npm run synth failed:\n${said.trim()}`, 'mend fleet.ts');
}

async function allSteps(
  options: BootstrapOptions,
  programs: Programs,
  temporary: string,
): Promise<readonly BootstrapStep[]> {
  const { environment, api, adopts } = options;
  const root = environment.workingDirectory;
  // Read once for each synthesis: a step of each cluster asks, and it is the JSON of all.
  let read: SynthesisedProject | undefined;
  const project = (): SynthesisedProject => (read ??= readSynthesisedProject(join(root, 'cdktf.out')));
  const facts = (): SynthesisedProject['repository'] => project().repository;
  const stackNamed = (name: string) => (): SynthesisedStack => {
    const found = project().stacks.find((stack) => stack.name === name);
    if (found === undefined) throw new StepStopped(`the stack '${name}' is gone`, 'run it again');
    return found;
  };
  const { host } = facts();
  const baseUrl = api ?? (host === 'github.com' ? undefined : `https://${host}/api/v3`);
  const client = await githubClient({ environment, baseUrl });
  if (client === undefined) throw new UsageError('the token is gone');
  const common = { programs, temporary, adopts };
  const stack = (name: string, needs: readonly string[], asksGithub = false): BootstrapStep =>
    stackStep({
      ...common,
      name,
      needs,
      does: purposes[name] ?? name.replace(/^cluster-(.*)$/, "the cluster '$1'"),
      stack: stackNamed(name),
      adoptables: asksGithub ? (of, known) => findAdoptables(of, known, facts(), client) : undefined,
    });
  const early = ['state', 'github', 'protection'];
  const state = stack('state', ['account']);
  return [
    accountStep(facts, client),
    {
      ...state,
      look: () =>
        // A plan on a backend that knows nothing would make everything a second time.
        declaresBackend(stackNamed('state')()) && hasLocalState(root)
          ? Promise.resolve({ kind: 'done', found: 'made; its state has yet to move' })
          : state.look(),
    },
    stateBackendStep({
      root,
      programs,
      stack: stackNamed('state'),
      synthesise: () => {
        read = undefined;
        return synthesise(root, programs);
      },
    }),
    stack('github', ['state-backend', 'account'], true),
    firstPushStep({ facts, client, tree: new WorkTree(root, environment, programs, temporary) }),
    stack('protection', ['first-push'], true),
    readBackStep(facts, client),
    ...accessLast(project().stacks.filter(({ name }) => !early.includes(name))).map(({ name, needs }) =>
      stack(name, [...needs, 'state-backend', 'protection']),
    ),
  ];
}

/** Without a grant it depends on no cluster; people come when there is something to come to. */
function accessLast(stacks: readonly SynthesisedStack[]): readonly SynthesisedStack[] {
  const isAccess = ({ name }: SynthesisedStack): boolean => name === 'access';
  return [...stacks.filter((stack) => !isAccess(stack)), ...stacks.filter(isAccess)];
}

function declaresBackend({ json }: SynthesisedStack): boolean {
  return json.terraform?.backend?.['local'] === undefined;
}
