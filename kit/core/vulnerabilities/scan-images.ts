import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { canonicalImage } from '../images/image-reference';
import type { ImageUse } from '../images/image-use';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { secretHider } from '../programs/hide-secrets';
import { runProgram } from '../programs/run-program';
import type { Imported } from './import-store';
import { readReport } from './read-report';
import { ReportError } from './scan-report';

export const scanners = ['trivy', 'grype'] as const;
export type Scanner = (typeof scanners)[number];

/** Longest time for one image: it is pulled, and a database may have to be, in seconds. */
const timeoutSeconds = 900;

/** The words of a scanner for an image as it is pulled. A reference never begins with a hyphen. */
const parameters: Readonly<Record<Scanner, (image: string) => readonly string[]>> = {
  trivy: (image) => ['image', '--quiet', '--format', 'json', image],
  grype: (image) => ['--quiet', '--output', 'json', `registry:${image}`],
};

export interface Scanned {
  readonly imports: readonly Imported[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Runs a scanner that is installed on images, one after the other, without a shell. It finds its registries' credentials
 * and its database by itself.
 *
 * @throws UsageError when it is not installed
 */
export async function scanImages(
  environment: Environment,
  scanner: Scanner,
  images: readonly ImageUse[],
  onImage: (done: number, image: string) => void,
): Promise<Scanned> {
  const imports: Imported[] = [];
  const failed: NotEvaluated[] = [];
  const hide = secretHider(environment.variables);
  for (const [index, use] of images.entries()) {
    const { registry, repository, tag, digest, cluster, kustomization, file, line } = use;
    if (registry === null || repository === null) continue;
    // Of tag and digest the digest is what runs; scanners take one of them.
    const image = canonicalImage({ registry, repository, tag: digest === null ? tag : null, digest });
    onImage(index, image);
    const { workingDirectory: directory, variables } = environment;
    const outcome = await runProgram(scanner, parameters[scanner](image), {
      directory,
      variables,
      timeoutSeconds,
    });
    if (outcome.kind === 'not-found')
      throw new UsageError(`--scan ${scanner}: ${scanner} is not installed, or not on the PATH`);
    const refuse = (what: string): void => {
      failed.push(
        notEvaluated({
          cluster,
          kustomization,
          file,
          line,
          reason: `${scanner} could not scan ${image}: ${what}`,
        }),
      );
    };
    if (outcome.kind === 'timed-out') refuse(`it takes longer than ${timeoutSeconds} s`);
    else if (outcome.exitCode !== 0)
      refuse(hide(lastLine(outcome.said)) || `it ends with ${outcome.exitCode}`);
    else {
      try {
        for (const content of readReport(outcome.stdout))
          imports.push({ source: `${scanner} ${image}`, content });
      } catch (error) {
        if (!(error instanceof ReportError)) throw error;
        refuse(`what it prints ${error.message}`);
      }
    }
  }
  return { imports, notEvaluated: failed };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
