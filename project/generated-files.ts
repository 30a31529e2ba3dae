import type { GithubEnvironment } from '../fleet/github-environments';

import { codeOwnersText } from './code-owners-text';
import { dependabotText } from './dependabot';
import { applyWorkflow } from './workflows/apply';
import { pullRequestWorkflow } from './workflows/pull-request';
import { workflowText } from './workflows/workflow';

/** As much of a fleet as the files in `.github/` depend on. */
export interface GithubFilesProps {
  readonly defaultBranch: string;
  /** Label of the runners of the workflows; GitHub's own do not reach what is private in Azure. */
  readonly runner: string;
  readonly codeOwners: Iterable<readonly [string, readonly string[]]>;
  readonly environments: readonly Pick<GithubEnvironment, 'name'>[];
}

/** The files of `.github/` by their path in the repository: the same bytes by `fleetkeep init` and by every synth. */
export function githubFiles(props: GithubFilesProps): ReadonlyMap<string, string> {
  return new Map([
    ['.github/CODEOWNERS', codeOwnersText(props.codeOwners)],
    ['.github/dependabot.yml', dependabotText()],
    ['.github/workflows/apply.yaml', workflowText(applyWorkflow(props))],
    ['.github/workflows/pull-request.yaml', workflowText(pullRequestWorkflow(props))],
  ]);
}
