import { type BootstrapStep, type Look, type StepResult, StepStopped } from './step';

type Open = Extract<Look, { kind: 'open' }>;

export interface WalkOptions {
  /** Look at every step that can be looked at, and do none. */
  readonly dryRun: boolean;
  /** Asked before each step, which has been shown. */
  readonly confirm: (step: BootstrapStep, open: Open) => Promise<boolean>;
  readonly onLook?: (step: BootstrapStep) => void;
  readonly onShow?: (step: BootstrapStep, open: Open) => void;
  readonly onResult?: (result: StepResult) => void;
}

/**
 * Walks through steps in their order. The first one that is not done in the end stops the walk; a dry run goes on with
 * those that do not need it.
 *
 * @param before results of steps that came earlier
 */
export async function walk(
  steps: readonly BootstrapStep[],
  options: WalkOptions,
  before: readonly StepResult[] = [],
): Promise<readonly StepResult[]> {
  const { dryRun, onLook, onResult } = options;
  const results: StepResult[] = [];
  const missing = new Set(before.filter((result) => !isDone(result)).map(({ step }) => step));
  let held = missing.size > 0;
  for (const step of steps) {
    const waited = step.needs.find((name) => missing.has(name));
    let result: StepResult;
    if (waited !== undefined || (held && !dryRun)) {
      const first = waited ?? [...missing][0] ?? '';
      result = resultOf(step, 'waiting', `comes after '${first}'`);
    } else {
      onLook?.(step);
      result = await take(step, options);
    }
    if (!isDone(result)) {
      missing.add(step.name);
      held ||= step.holds !== false;
    }
    results.push(result);
    onResult?.(result);
  }
  return results;
}

export function isDone({ state }: StepResult): boolean {
  return state === 'done' || state === 'made';
}

async function take(step: BootstrapStep, { dryRun, confirm, onShow }: WalkOptions): Promise<StepResult> {
  try {
    const look = await step.look();
    if (look.kind === 'done') return resultOf(step, 'done', look.found);
    if (look.kind === 'stopped') return resultOf(step, 'stopped', look.found, look.fix);
    onShow?.(step, look);
    if (dryRun) return resultOf(step, 'open', look.found);
    if (!(await confirm(step, look)))
      return resultOf(step, 'open', `${look.found}; nobody said yes, nothing was done`);
    return resultOf(step, 'made', await look.run());
  } catch (error) {
    if (!(error instanceof StepStopped)) throw error;
    return resultOf(step, 'stopped', error.message, error.fix);
  }
}

function resultOf(
  { name, does }: BootstrapStep,
  state: StepResult['state'],
  found: string,
  fix = '',
): StepResult {
  return { step: name, does, state, found, fix };
}
