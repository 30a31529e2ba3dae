import { identityVariables } from '../../fleet/github-environments';

import {
  azureIdentity,
  changedStacks,
  checkout,
  install,
  minutes,
  setupNode,
  synthOutputs,
  synthSteps,
  terraformEnvironment,
  terraformSteps,
} from './steps';
import type { Workflow } from './workflow';

export interface PullRequestWorkflowProps {
  /** Label of the runners. */
  readonly runner: string;
}

/**
 * Judges a pull request, which is foreign code until it is merged.
 *
 * `synth` runs that code, without any credential. `policy` runs the program of the base, so that a change cannot
 * switch off its own gate. `plan` runs neither: it takes the synthesised JSON, and an identity that may only read.
 */
export function pullRequestWorkflow({ runner }: PullRequestWorkflowProps): Workflow {
  const base = '${{ github.event.pull_request.base.sha }}';
  return {
    name: 'pull request',
    on: { pull_request: {} },
    permissions: {},
    concurrency: { group: 'pull-request-${{ github.ref }}', 'cancel-in-progress': true },
    jobs: {
      synth: {
        'runs-on': runner,
        'timeout-minutes': minutes.synth,
        permissions: { contents: 'read' },
        outputs: synthOutputs,
        steps: synthSteps(base),
      },
      policy: {
        'runs-on': runner,
        'timeout-minutes': minutes.policy,
        permissions: { contents: 'read' },
        steps: [
          checkout({ ref: base, path: 'base' }),
          { ...setupNode, with: { ...setupNode.with, 'cache-dependency-path': 'base/package-lock.json' } },
          { ...install, run: `${install.run} --prefix base` },
          checkout({ 'fetch-depth': 0, path: 'change' }),
          {
            name: 'What admission would say to the change',
            env: { BASE: base },
            run: 'base/node_modules/.bin/fleetkeep check --repository change --base "$BASE" --new-only\n',
          },
        ],
      },
      plan: {
        name: 'plan ${{ matrix.stack }}',
        needs: ['synth'],
        // A fork gets no token that Azure trusts; nor does it get to fail the check.
        if: `\${{ github.event.pull_request.head.repo.full_name == github.repository && ${changedStacks('all')}[0] }}`,
        'runs-on': runner,
        'timeout-minutes': minutes.plan,
        permissions: { contents: 'read', 'id-token': 'write' },
        strategy: {
          'fail-fast': false,
          matrix: { stack: `\${{ ${changedStacks('all')} }}` },
        },
        env: { ...azureIdentity(identityVariables.plan), ...terraformEnvironment },
        steps: [
          ...terraformSteps,
          {
            name: 'Plan',
            run: [
              'cd "cdktf.out/stacks/$STACK"',
              'terraform init -input=false',
              'terraform plan -input=false -lock=false -out="$RUNNER_TEMP/plan"',
              '{ echo \'```\'; terraform show -no-color "$RUNNER_TEMP/plan"; echo \'```\'; } >> "$GITHUB_STEP_SUMMARY"',
              '',
            ].join('\n'),
          },
        ],
      },
    },
  };
}
