import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { GiveUp } from './eventually';
import { goEnvironment } from './go-environment';
import { usageOfGroup, type Usage } from './usage';
import { Watchdog } from './watchdog';

export interface ProgramStart {
  readonly name: string;
  readonly executable: string;
  readonly parameters: readonly string[];
  /** Added to this process's environment. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Waits until it serves. @default - whoever starts it does */
  readonly ready?: () => Promise<unknown>;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  stopping: boolean;
}

/** Starts programs, each in a process group of its own with a log file of its own, and ends them all. */
export class Supervisor {
  private readonly running = new Map<string, Running>();
  private readonly starts = new Map<string, ProgramStart>();
  private readonly failures: string[] = [];
  private readonly watchdog = new Watchdog();

  constructor(readonly logs: string) {
    mkdirSync(logs, { recursive: true });
  }

  start(start: ProgramStart): void {
    const { name, executable, parameters, environment = {} } = start;
    this.starts.set(name, start);
    // The file itself, not a pipe through this process: while a test is busy here, a full pipe would stop the program.
    const log = openSync(join(this.logs, `${name}.log`), 'a');
    writeSync(log, `$ ${[executable, ...parameters].join(' ')}\n`);
    const child = spawn(executable, parameters, {
      env: { ...goEnvironment, ...process.env, ...environment },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        this.failures.push(`${name} could not be started: ${error.message}`);
        resolve();
      });
      child.once('exit', (code, signal) => {
        const entry = this.running.get(name);
        if (entry?.child === child && !entry.stopping) {
          this.failures.push(`${name} ended by itself (${signal ?? code}): ${this.tail(name)}`);
        }
        resolve();
      });
    });
    if (child.pid !== undefined) this.watchdog.add(child.pid);
    this.running.set(name, { child, ended, stopping: false });
  }

  /** @throws GiveUp with the program's last words when one ended that nobody stopped */
  assertAlive(): void {
    if (this.failures.length > 0) throw new GiveUp(`${this.failures.join('\n')}\nlogs: ${this.logs}`);
  }

  async stop(name: string): Promise<void> {
    const entry = this.running.get(name);
    if (!entry) return;
    entry.stopping = true;
    signalGroup(entry.child, 'SIGTERM');
    const impatience = setTimeout(() => signalGroup(entry.child, 'SIGKILL'), 5_000);
    await entry.ended;
    clearTimeout(impatience);
    // What the program itself may have left behind.
    signalGroup(entry.child, 'SIGKILL');
    this.running.delete(name);
  }

  /**
   * Starts a program again that was stopped, as it was started before, and waits until it serves.
   *
   * @throws Error when it was not started and stopped before
   */
  async startAgain(name: string): Promise<void> {
    const start = this.starts.get(name);
    if (!start || this.running.has(name)) throw new Error(`${name} was not stopped`);
    this.start(start);
    await start.ready?.();
  }

  /** Ends all, the last started first. */
  async stopAll(): Promise<void> {
    for (const name of [...this.running.keys()].reverse()) await this.stop(name);
    this.watchdog.dismiss();
  }

  /** By program. */
  usage(): ReadonlyMap<string, Usage> {
    return new Map([...this.running].map(([name, { child }]) => [name, usageOfGroup(child.pid ?? -1)]));
  }

  tail(name: string, lines = 15): string {
    return readFileSync(join(this.logs, `${name}.log`), 'utf8')
      .trim()
      .split('\n')
      .slice(-lines)
      .join('\n');
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
