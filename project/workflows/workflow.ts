import { Document, isPair, isScalar, visit } from 'yaml';

/**
 * GitHub's workflow file, as far as ours use it.
 *
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 */
export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  /** None for the whole: each job says its own. */
  readonly permissions: Readonly<Record<string, never>>;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean;
}

export interface Job {
  readonly name?: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly environment?: string;
  readonly permissions: Readonly<Partial<Record<'contents' | 'id-token', 'read' | 'write'>>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: {
    readonly 'fail-fast': boolean;
    readonly 'max-parallel'?: number;
    readonly matrix: Readonly<Record<string, string>>;
  };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name?: string;
  readonly id?: string;
  /** An action, pinned; what it was pinned from is written behind it. */
  readonly uses?: PinnedAction;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

/** An action at one commit: a tag can be moved, a commit cannot. */
export interface PinnedAction {
  readonly action: string;
  readonly commit: string;
  /** The release that the commit was tagged as when it was pinned; Dependabot reads and renews it. */
  readonly release: string;
}

/** The file's text. */
export function workflowText(workflow: Workflow): string {
  const releases = new Map<string, string>();
  const plain: unknown = JSON.parse(
    JSON.stringify(workflow, (key, value: unknown) => {
      if (key !== 'uses') return value;
      const { action, commit, release } = value as PinnedAction;
      releases.set(`${action}@${commit}`, release);
      return `${action}@${commit}`;
    }),
  );
  const document = new Document(plain);
  visit(document, {
    Pair(_, pair) {
      if (isPair(pair) && isScalar(pair.key) && pair.key.value === 'uses' && isScalar(pair.value)) {
        pair.value.comment = ` ${releases.get(String(pair.value.value))}`;
      }
    },
  });
  document.commentBefore =
    " Generated from the fleet declaration by 'npm run synth': change fleet.ts, not this file.";
  return document.toString({ lineWidth: 0 });
}
