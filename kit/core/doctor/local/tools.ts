import type { Environment } from '../../../environment';
import { engineOrigin } from '../../../engine-client/binary';
import { ownPackage } from '../../../own-package';
import { askProgram } from './ask-program';
import { type LocalCheck, ok, problem, unknown, unused } from './check';
import { isAtLeast, versionIn } from './version';

/** What is known of the place: it decides which tools are needed. */
export interface Surroundings {
  /** Whether Terraform is synthesised here. */
  readonly isProject: boolean;
}

interface Tool {
  readonly name: string;
  readonly ask: readonly string[];
  readonly least?: string;
  /** What it is for; of a tool that is needed, where to get it. */
  readonly purpose: string;
  readonly needed: (surroundings: Surroundings) => boolean;
}

const never = (): boolean => false;

const tools: readonly Tool[] = [
  {
    name: 'git',
    ask: ['--version'],
    // Signing by SSH keys.
    least: '2.34',
    purpose: 'reads every repository: https://git-scm.com/downloads',
    needed: () => true,
  },
  {
    name: 'terraform',
    ask: ['version'],
    least: '1.9',
    purpose: 'deploys the stacks: https://developer.hashicorp.com/terraform/install',
    needed: ({ isProject }) => isProject,
  },
  { name: 'az', ask: ['version'], purpose: 'signs in to Azure', needed: never },
  { name: 'cdktf', ask: ['--version'], purpose: 'another way to synthesise and deploy', needed: never },
  { name: 'flux', ask: ['version', '--client'], purpose: 'looks at Flux in a cluster', needed: never },
  { name: 'gh', ask: ['--version'], purpose: 'signs in to GitHub', needed: never },
  { name: 'kubectl', ask: ['version', '--client'], purpose: 'looks into a cluster', needed: never },
];

/** Go builds the engine in a source checkout. */
const leastGo = '1.26';

/** The tools of this machine, and their versions. */
export async function toolChecks(
  environment: Environment,
  surroundings: Surroundings,
): Promise<readonly LocalCheck[]> {
  return [
    nodeCheck(),
    await engineCheck(environment),
    ...(await Promise.all(tools.map((tool) => toolCheck(environment, tool, surroundings)))),
  ];
}

function nodeCheck(): LocalCheck {
  const least = versionIn(ownPackage().engines.node) ?? '';
  const { node } = process.versions;
  return isAtLeast(node, least)
    ? ok('node', `version ${node}`)
    : problem('node', `version ${node}`, `install Node ${least} or newer: https://nodejs.org`);
}

async function engineCheck(environment: Environment): Promise<LocalCheck> {
  const origin = engineOrigin(environment);
  if (origin.kind === 'missing') return problem('engine', 'there is none', origin.fix);
  if (origin.kind === 'file') return ok('engine', `at ${origin.path}`);
  const outcome = await askProgram(environment, 'go', 'version');
  const version =
    outcome.kind === 'ended' ? versionIn(outcome.stdout.replace('go version go', '')) : undefined;
  if (version !== undefined && isAtLeast(version, leastGo)) {
    return ok('engine', `is built from its sources by Go ${version}`);
  }
  const found =
    version === undefined ? 'is built from its sources, and there is no Go' : `Go ${version} is too old`;
  return problem('engine', found, `install Go ${leastGo} or newer: https://go.dev/dl`);
}

async function toolCheck(
  environment: Environment,
  { name, ask, least, purpose, needed }: Tool,
  surroundings: Surroundings,
): Promise<LocalCheck> {
  const outcome = await askProgram(environment, name, ...ask);
  const isNeeded = needed(surroundings);
  if (outcome.kind === 'not-found') {
    const found = 'not installed';
    return isNeeded
      ? problem(name, found, `install it; it ${purpose}`)
      : unused(name, `${found}; it ${purpose}`);
  }
  const version = outcome.kind === 'ended' && outcome.exitCode === 0 ? versionIn(outcome.said) : undefined;
  if (version === undefined) {
    const found = outcome.kind === 'timed-out' ? 'does not answer' : 'does not say its version';
    return isNeeded ? unknown(name, found, `run ${name} ${ask.join(' ')}`) : unused(name, found);
  }
  if (least === undefined || isAtLeast(version, least)) return ok(name, `version ${version}`);
  const found = `version ${version} is older than ${least}`;
  return isNeeded ? problem(name, found, `install a newer one; it ${purpose}`) : unused(name, found);
}
