import type { OnProgress, Progress } from '../core/progress';
import { printable, type Terminal } from './output/terminal';

/** Least milliseconds between two pictures. */
const pauseMilliseconds = 100;

const doing: Readonly<Record<Progress['phase'], string>> = {
  clone: 'Fetching',
  read: 'Reading',
  render: 'Rendering',
  load: 'Compiling policies',
  review: 'Judging',
  registry: 'Asking registries',
  scan: 'Scanning',
};

/** A line on stderr that says what is going on, and goes away. Shown on a terminal only. */
export class ProgressLine {
  private last = 0;
  private shown = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number = Date.now,
  ) {}

  readonly update: OnProgress = ({ phase, done, total, item }) => {
    if (!this.terminal.showsProgress || this.now() - this.last < pauseMilliseconds) return;
    this.last = this.now();
    const count = total === undefined ? (done > 0 ? ` ${done}` : '') : ` ${done} of ${total}`;
    const line = printable(`${doing[phase]}${count}${item === undefined ? '' : `  ${item}`}`);
    this.terminal.stderr.write(`\r\u001b[2K${line.slice(0, (this.terminal.columns ?? 80) - 1)}`);
    this.shown = true;
  };

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.terminal.stderr.write('\r\u001b[2K');
    this.shown = false;
  }
}
