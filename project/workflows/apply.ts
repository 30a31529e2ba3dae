import {
  type GithubEnvironment,
  identityVariables,
  sharedEnvironment,
} from '../../fleet/github-environments';

import {
  azureIdentity,
  changedStacks,
  minutes,
  synthOutputs,
  synthSteps,
  terraformEnvironment,
  terraformSteps,
} from './steps';
import type { Job, Workflow } from './workflow';

export interface ApplyWorkflowProps {
  /** Label of the runners. */
  readonly runner: string;
  readonly defaultBranch: string;
  /** The shared one first, then the stages in order of promotion. */
  readonly environments: readonly Pick<GithubEnvironment, 'name'>[];
}

/** How many clusters of a stage change at the same time. */
const clustersAtOnce = 5;

/**
 * Applies what was merged: the hub, then stage after stage, then the access grants, each job in the environment that
 * Azure's identity trusts and that people approve.
 *
 * The stacks `state`, `github` and `protection` are not among them: no workflow can loosen what rules it. Their plans
 * and applies are the operator's (`fleetkeep bootstrap`), and `fleetkeep doctor github` reads them back.
 */
export function applyWorkflow({ runner, defaultBranch, environments }: ApplyWorkflowProps): Workflow {
  const jobs: Record<string, Job> = {
    synth: {
      'runs-on': runner,
      'timeout-minutes': minutes.synth,
      permissions: { contents: 'read' },
      outputs: synthOutputs,
      steps: synthSteps("${{ inputs.all && 'none' || github.event.before }}"),
    },
  };
  const stages = environments.filter(({ name }) => name !== sharedEnvironment);
  const groups = [
    { group: 'hub', environment: sharedEnvironment },
    ...stages.map(({ name }) => ({ group: name, environment: name })),
    { group: 'access', environment: sharedEnvironment },
  ];
  for (const { group, environment } of groups) {
    jobs[group] = applyJob(group, environment, Object.keys(jobs), runner);
  }
  return {
    name: 'apply',
    on: {
      push: { branches: [defaultBranch] },
      workflow_dispatch: {
        inputs: { all: { description: 'every stack, changed or not', type: 'boolean', default: true } },
      },
    },
    permissions: {},
    // One after the other, and none is given up half-way.
    concurrency: { group: 'apply', 'cancel-in-progress': false },
    jobs,
  };
}

function applyJob(group: string, environment: string, needs: readonly string[], runner: string): Job {
  return {
    name: 'apply ${{ matrix.stack }}',
    needs,
    // A stage without a change is skipped and holds nobody up; one that failed does.
    if: `\${{ !cancelled() && !failure() && needs.synth.result == 'success' && ${changedStacks(group)}[0] }}`,
    'runs-on': runner,
    'timeout-minutes': minutes.apply,
    environment,
    permissions: { contents: 'read', 'id-token': 'write' },
    strategy: {
      'fail-fast': false,
      'max-parallel': clustersAtOnce,
      matrix: { stack: `\${{ ${changedStacks(group)} }}` },
    },
    env: { ...azureIdentity(identityVariables.apply), ...terraformEnvironment },
    steps: [
      ...terraformSteps,
      {
        name: 'Apply',
        run: [
          'cd "cdktf.out/stacks/$STACK"',
          'terraform init -input=false',
          'terraform plan -input=false -out="$RUNNER_TEMP/plan"',
          '{ echo \'```\'; terraform show -no-color "$RUNNER_TEMP/plan"; echo \'```\'; } >> "$GITHUB_STEP_SUMMARY"',
          'terraform apply -input=false "$RUNNER_TEMP/plan"',
          '',
        ].join('\n'),
      },
    ],
  };
}
