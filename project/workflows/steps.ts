import { actions } from './pinned-actions';
import type { Job, Step } from './workflow';

/** Everything that runs on a runner of one's own is the same on GitHub's. */
export const minutes = { synth: 20, policy: 30, plan: 30, apply: 180 } as const;

/** What `fleetkeep stacks` prints: job to the stacks that changed. */
export const stacksOutput = 'stacks';

/** The newest Terraform that the stacks were proved with. */
const terraformVersion = '1.11.4';

/** Node's long-term release that the packages support. */
const nodeVersion = '22';

/** The work tree, without a credential left in it. */
export function checkout(options: Readonly<Record<string, string | number | boolean>> = {}): Step {
  return { uses: actions.checkout, with: { 'persist-credentials': false, ...options } };
}

export const setupNode: Step = {
  uses: actions.setupNode,
  with: { 'node-version': nodeVersion, cache: 'npm' },
};

/** No package may run anything while it is installed. */
export const install: Step = { run: 'npm ci --ignore-scripts --no-audit --no-fund' };

/** Synthesises, refuses what differs from what was committed, and says which stacks changed. */
export function synthSteps(base: string): readonly Step[] {
  return [
    checkout({ 'fetch-depth': 0 }),
    setupNode,
    install,
    { name: 'Synthesise', run: 'npm run synth' },
    {
      name: 'What is generated is what was committed',
      run: 'git add --intent-to-add .\ngit diff --exit-code || { echo "::error::run \'npm run synth\' and commit what it writes"; exit 1; }\n',
    },
    {
      name: 'Which stacks changed',
      id: 'changed',
      env: { BASE: base },
      run: `echo "${stacksOutput}=$(node_modules/.bin/fleetkeep stacks --base "$BASE" -o json --compact)" >> "$GITHUB_OUTPUT"\n`,
    },
    {
      uses: actions.uploadArtifact,
      with: { name: 'terraform', path: 'cdktf.out/', 'if-no-files-found': 'error', 'retention-days': 1 },
    },
  ];
}

export const synthOutputs = { [stacksOutput]: `\${{ steps.changed.outputs.${stacksOutput} }}` };

/** The changed stacks of one environment, as an expression. */
export function changedStacks(group: string): string {
  return `fromJSON(needs.synth.outputs.${stacksOutput})['${group}']`;
}

/** Signs in to Azure by the job's own token: there is no secret to leak. */
export function azureIdentity(variable: string): NonNullable<Job['env']> {
  return { ARM_USE_OIDC: 'true', ARM_CLIENT_ID: `\${{ vars.${variable} }}` };
}

/** Terraform on the synthesised JSON, which may name no other provider than the fleet's. */
export const terraformSteps: readonly Step[] = [
  { uses: actions.downloadArtifact, with: { name: 'terraform', path: 'cdktf.out' } },
  {
    uses: actions.setupTerraform,
    with: { terraform_version: terraformVersion, terraform_wrapper: false },
  },
  {
    name: 'Only the providers of the fleet',
    run: [
      'cat > "$RUNNER_TEMP/terraform.rc" <<\'EOF\'',
      'provider_installation {',
      '  direct {',
      '    include = ["hashicorp/azurerm", "integrations/github"]',
      '  }',
      '}',
      'EOF',
      'echo "TF_CLI_CONFIG_FILE=$RUNNER_TEMP/terraform.rc" >> "$GITHUB_ENV"',
      '',
    ].join('\n'),
  },
];

/** The environment of Terraform's commands: the token reads this repository for an hour. */
export const terraformEnvironment = {
  STACK: '${{ matrix.stack }}',
  GITHUB_TOKEN: '${{ github.token }}',
  TF_IN_AUTOMATION: '1',
};
