import {
  CancellationTokenSource,
  ConnectionErrors,
  ErrorCodes,
  ParameterStructures,
  RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';

import type { EngineProcess } from './engine-process';
import { EngineDied, EngineRequestError } from './errors';
import type { Requests } from './protocol';

/**
 * Sends one request to an engine and waits for its answer.
 *
 * @throws EngineDied when the engine ends before it has answered
 * @throws EngineRequestError when it refuses
 */
export async function send<M extends keyof Requests>(
  engine: EngineProcess,
  method: M,
  params: Requests[M]['params'],
  signal: AbortSignal | undefined,
): Promise<Requests[M]['result']> {
  const cancellation = new CancellationTokenSource();
  const type = new RequestType<Requests[M]['params'], Requests[M]['result'], void>(
    method,
    ParameterStructures.byName,
  );
  const answer =
    params === undefined
      ? engine.connection.sendRequest<Requests[M]['result']>(method, cancellation.token)
      : engine.connection.sendRequest(type, params, cancellation.token);
  const died = engine.ended.then((): never => {
    throw new EngineDied(`the engine ended during '${method}'`);
  });
  const { aborted, forget } = whenAborted(signal, () => cancellation.cancel());
  try {
    return await Promise.race([answer, died, aborted]);
  } catch (error) {
    signal?.throwIfAborted();
    if (isConnectionLoss(error))
      throw new EngineDied(`the engine ended during '${method}'`, { cause: error });
    if (error instanceof ResponseError) throw new EngineRequestError(error.code, error.message);
    throw error;
  } finally {
    forget();
    for (const loser of [answer, died]) loser.catch(() => undefined);
  }
}

/** Rejects when the signal is aborted; never settles otherwise. */
function whenAborted(signal: AbortSignal | undefined, cancel: () => void) {
  let listener: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    listener = () => {
      cancel();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
  });
  signal?.addEventListener('abort', listener);
  return { aborted, forget: () => signal?.removeEventListener('abort', listener) };
}

/** vscode-jsonrpc says in several ways that the other side is gone. */
function isConnectionLoss(error: unknown): boolean {
  const lost: readonly unknown[] = [
    ConnectionErrors.Closed,
    ConnectionErrors.Disposed,
    ErrorCodes.MessageWriteError,
    ErrorCodes.PendingResponseRejected,
  ];
  return error instanceof Error && 'code' in error && lost.includes(error.code);
}
