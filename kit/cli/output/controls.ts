import type { ControlResult, ControlState } from '../../core/github/control';
import { ExitCode } from '../exit-code';
import { foundTable } from './found-table';
import type { Terminal } from './terminal';

/** Controls as a table, what is wrong first read. */
export function controlsTable(controls: readonly ControlResult[], terminal: Terminal): string {
  const { colors } = terminal;
  const paints: Readonly<Record<ControlState, (text: string) => string>> = {
    met: colors.green,
    accepted: colors.dim,
    weaker: colors.yellow,
    missing: colors.red,
    unreadable: colors.magenta,
  };
  return foundTable('CONTROL', ({ control }) => control, controls, paints, terminal);
}

/** How many of which state. */
export function controlsSummary(controls: readonly ControlResult[]): string {
  const count = (state: ControlState): number => controls.filter((each) => each.state === state).length;
  const states: readonly ControlState[] = ['met', 'weaker', 'missing', 'unreadable', 'accepted'];
  return states.map((state) => `${count(state)} ${state}`).join(', ');
}

/** What could not be read is no pass. */
export function controlsExitCode(controls: readonly ControlResult[]): ExitCode {
  if (controls.some(({ state }) => state === 'unreadable')) return ExitCode.NotEvaluated;
  return controls.some(({ state }) => state === 'weaker' || state === 'missing')
    ? ExitCode.Findings
    : ExitCode.Clean;
}
