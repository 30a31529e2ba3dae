import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import {
  createMessageConnection,
  type Message,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

import type { Requests } from './protocol';
import { send } from './send';
import { Tail } from './tail';

/** Milliseconds that the engine has to end by itself once its input is closed. */
const graceMilliseconds = 2_000;

const outOfMemoryExitCode = 86;

/**
 * Drops what can no longer be sent: that the child has ended is told by `ended`, once, while vscode-jsonrpc would
 * also throw it where nobody can catch it.
 */
class QuietWriter extends StreamMessageWriter {
  override write(message: Message): Promise<void> {
    return super.write(message).catch(() => undefined);
  }
}

/**
 * One engine child and the connection to it. The engine ends when its standard input closes, so it does not
 * outlive us, however we end.
 */
export class EngineProcess {
  readonly connection: MessageConnection;
  /** Settles once, with how the child ended. Never rejects. */
  readonly ended: Promise<string>;
  /** Aborted when the child has ended. */
  readonly gone: AbortSignal;

  private readonly child: ChildProcess;
  private readonly log = new Tail(16_384);

  constructor(executable: string, args: readonly string[], variables: Record<string, string>) {
    const child = spawn(executable, args, { stdio: ['pipe', 'pipe', 'pipe'], env: variables });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => this.log.append(chunk));
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((settle) => {
      child.once('error', (error) => settle(error.message));
      // 'close' and not 'exit': by then all that it wrote, to stderr too, has been read.
      child.once('close', (code, signal) => settle(this.epitaph(code, signal)));
    });
    const going = new AbortController();
    this.gone = going.signal;
    // Each request under way listens.
    setMaxListeners(0, this.gone);
    void this.ended.then(() => going.abort());
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new QuietWriter(child.stdin),
    );
    this.connection.onError(() => undefined);
    this.connection.listen();
  }

  get alive(): boolean {
    return !this.gone.aborted && this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * Asks the engine for something.
   *
   * @throws EngineDied when it ends before it has answered
   * @throws EngineRequestError when it refuses
   */
  request<M extends keyof Requests>(
    method: M,
    params: Requests[M]['params'],
    signal: AbortSignal | undefined,
  ): Promise<Requests[M]['result']> {
    return send(this, method, params, signal);
  }

  /** Closes the engine's input and waits for its end; kills it when that takes too long. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMilliseconds);
    await this.ended;
    clearTimeout(timer);
    this.connection.dispose();
  }

  /** Closes the engine's input, whereupon it ends, and lets this process end before it: giving its memory back takes a while. */
  leave(): void {
    this.child.stdin?.end();
    this.connection.dispose();
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.unref();
  }

  /**
   * What it was building when it ended for want of memory; undefined when it did not.
   *
   * Source: RenderLimits.memoryMebibytes of the protocol.
   */
  get outOfMemory(): readonly string[] | undefined {
    if (!this.gone.aborted || this.child.exitCode !== outOfMemoryExitCode) return undefined;
    const names = /^fleetkeep-engine: out of memory, building (\[.*\])$/.exec(
      this.log.lines(1)[0] ?? '',
    )?.[1];
    return names === undefined ? undefined : (JSON.parse(names) as readonly string[]);
  }

  private epitaph(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `exit code ${code}` : signal;
    const said = this.log.lines(12);
    return said.length === 0 ? how : `${how}; it said last:\n${said.join('\n')}`;
  }
}
