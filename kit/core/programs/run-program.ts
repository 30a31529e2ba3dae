import { spawn } from 'node:child_process';

export interface RunProgramOptions {
  /** Absolute path of the folder to run in. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What it says on both streams, a line at a time, as it comes. @default nobody listens */
  readonly onLine?: (line: string) => void;
  /** Whether it may ask on the user's terminal, for a passphrase for instance. @default false */
  readonly asks?: boolean;
  /** It is ended after so many seconds. @default never: what changes something is not interrupted */
  readonly timeoutSeconds?: number;
}

/** How a program ended. */
export type ProgramOutcome =
  | {
      readonly kind: 'ended';
      readonly exitCode: number;
      readonly stdout: string;
      /** Both streams, in the order in which they came. */
      readonly said: string;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'timed-out' };

/**
 * Runs a program without a shell. While it runs, Ctrl-C is the program's own to answer: Terraform finishes what it has
 * begun and releases its lock, and we then say how it ended.
 */
export function runProgram(
  command: string,
  parameters: readonly string[],
  options: RunProgramOptions,
): Promise<ProgramOutcome> {
  const { directory, variables, onLine, asks = false, timeoutSeconds } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: directory,
      env: { ...variables },
      stdio: [asks ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    const wait = (): void => undefined;
    process.on('SIGINT', wait);
    let late = false;
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => ((late = true), child.kill('SIGKILL')), timeoutSeconds * 1000);
    const finish = (): void => {
      clearTimeout(timer);
      process.off('SIGINT', wait);
    };
    let stdout = '';
    let said = '';
    const lines = lineSplitter(onLine);
    const hear = (chunk: string): void => {
      said += chunk;
      lines.push(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => ((stdout += chunk), hear(chunk)));
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (error: NodeJS.ErrnoException) => {
      finish();
      if (error.code === 'ENOENT') resolve({ kind: 'not-found' });
      else reject(error);
    });
    child.once('close', (code) => {
      finish();
      lines.end();
      if (late) resolve({ kind: 'timed-out' });
      else resolve({ kind: 'ended', exitCode: code ?? -1, stdout, said });
    });
  });
}

function lineSplitter(onLine: ((line: string) => void) | undefined): {
  push(chunk: string): void;
  end(): void;
} {
  let rest = '';
  return {
    push(chunk): void {
      if (onLine === undefined) return;
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) onLine(line.replace(/\r$/, ''));
    },
    end(): void {
      if (rest !== '') onLine?.(rest);
    },
  };
}
