import { Socket } from 'node:net';

import { GitError, type GitProcess } from './git';

/** Milliseconds without a question after which the process ends; the time that Gitaly keeps its `git cat-file` for. */
const idleMilliseconds = 10_000;

/**
 * A git that answers one question after the other: starting one for each would keep the thread of a large process busy
 * for milliseconds. It is started by the first question, ends when nobody has asked for a while, and never keeps our own
 * process from ending.
 */
export class StayingGit {
  private running: GitProcess | undefined;
  private questions: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private receive: (chunk: Buffer) => void = () => undefined;
  private fail: (error: unknown) => void = () => undefined;

  /** @param start gives a git that reads questions from its standard input */
  constructor(private readonly start: () => GitProcess) {}

  /**
   * Asks, once all who asked before are answered.
   *
   * @param take hears the answer as it comes, and tells when it is whole; what it throws is thrown
   * @throws GitError when git ends before it has answered
   */
  ask(question: string, take: (chunk: Buffer) => boolean): Promise<void> {
    const answered = this.questions.then(() => this.exchange(question, take));
    this.questions = answered.catch(() => undefined);
    return answered;
  }

  /** Lets the process end, which answers what it was asked. */
  end(): void {
    clearTimeout(this.idle);
    this.running?.child.stdin.end();
    this.running = undefined;
  }

  private async exchange(question: string, take: (chunk: Buffer) => boolean): Promise<void> {
    clearTimeout(this.idle);
    const { child } = this.process();
    hold(child, true);
    try {
      await new Promise<void>((resolve, reject) => {
        this.fail = reject;
        this.receive = (chunk) => {
          if (take(chunk)) resolve();
        };
        child.stdin.write(question);
      });
    } catch (error) {
      // What is left of its answer is nobody's.
      this.running = undefined;
      child.kill();
      throw error;
    } finally {
      hold(child, false);
      this.idle = setTimeout(() => this.end(), idleMilliseconds).unref();
    }
  }

  private process(): GitProcess {
    const { exitCode, signalCode } = this.running?.child ?? { exitCode: null, signalCode: null };
    if (exitCode !== null || signalCode !== null) this.running = undefined;
    this.running ??= this.started();
    return this.running;
  }

  private started(): GitProcess {
    const process = this.start();
    process.child.stdout.on('data', (chunk: Buffer) => {
      if (this.running !== process) return;
      try {
        this.receive(chunk);
      } catch (error) {
        this.fail(error);
      }
    });
    const failed = (error: unknown): void => {
      if (this.running === process) this.fail(error);
    };
    process.ended.then(() => failed(new GitError('git ended before it had answered')), failed);
    return process;
  }
}

/** Whether our process waits for this one. */
function hold(child: GitProcess['child'], waits: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr]) {
    if (one !== child && !(one instanceof Socket)) continue;
    if (waits) one.ref();
    else one.unref();
  }
}
