import type { Look, StepResult, StepState } from '../../core/bootstrap/step';
import { isDone } from '../../core/bootstrap/walk';
import { printable, type Terminal } from './terminal';

const words: Readonly<Record<StepState, string>> = {
  done: 'done   ',
  made: 'made   ',
  open: 'open   ',
  waiting: 'waits  ',
  stopped: 'stopped',
};

/** How a step ended: what was found, and what to do about it. */
export function stepLine({ step, does, state, found, fix }: StepResult, { colors }: Terminal): string {
  const paints: Readonly<Record<StepState, (text: string) => string>> = {
    done: colors.green,
    made: colors.green,
    open: colors.yellow,
    waiting: colors.dim,
    stopped: colors.red,
  };
  const title = `${paints[state](words[state])}  ${colors.bold(step)}  ${colors.dim(does)}`;
  const next = [`fix: ${fix}`, `then: fleetkeep bootstrap (or only this: --step ${step})`];
  const told = [found, ...(state === 'stopped' ? next : [])];
  return `${[title, ...told.flatMap(indented)].join('\n')}\n`;
}

/** What a step would do, before anybody is asked. */
export function stepShown(
  { shown, takesAway }: Extract<Look, { kind: 'open' }>,
  { colors }: Terminal,
): string {
  const warning = takesAway === undefined ? [] : [colors.red(`  ${printable(takesAway)}`)];
  return `${[...shown.split('\n').map((line) => `  | ${printable(line)}`), ...warning].join('\n')}\n`;
}

/** What remains, in a sentence. */
export function stepSummary(results: readonly StepResult[], dryRun: boolean): string {
  const count = results.filter(isDone).length;
  const next = results.find((result) => !isDone(result));
  const head = `\n${count} of ${results.length} steps done`;
  if (next === undefined) {
    return `${head}. From here on everything goes by pull request; state, github and protection stay yours.\n`;
  }
  return `${head}; next: ${next.step}${dryRun ? '. Nothing was changed.' : ''}\n`;
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `         ${printable(line)}`);
}
