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
  const died = rejectedWhen(engine.gone, () => new EngineDied(`the engine ended during '${method}'`));
  const aborted = rejectedWhen(signal, () => {
    cancellation.cancel();
    return signal?.reason instanceof Error ? signal.reason : new Error('aborted');
  });
  try {
    return await Promise.race([answer, died.promise, aborted.promise]);
  } catch (error) {
    signal?.throwIfAborted();
    if (isConnectionLoss(error))
      throw new EngineDied(`the engine ended during '${method}'`, { cause: error });
    if (error instanceof ResponseError) throw new EngineRequestError(error.code, error.message);
    throw error;
  } finally {
    died.forget();
    aborted.forget();
    answer.catch(() => undefined);
  }
}

/**
 * A promise that rejects when a signal is aborted, and never settles otherwise. A signal lives longer than one request, and
 * holds what waits for it until that is forgotten.
 */
function rejectedWhen(signal: AbortSignal | undefined, because: () => Error) {
  let tell: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => (tell = () => reject(because())));
  promise.catch(() => undefined);
  if (signal?.aborted === true) tell();
  signal?.addEventListener('abort', tell);
  return { promise, forget: () => signal?.removeEventListener('abort', tell) };
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
