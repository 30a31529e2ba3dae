/** The engine could not be started, or ended while it was needed. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/** The engine refused a request: it cannot be used as it is. `code` is one of the protocol's `ErrorCode`. */
export class EngineRequestError extends Error {
  override readonly name = 'EngineRequestError';

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What one attempt at a request could not survive: the process ended under it. */
export class EngineDied extends Error {
  override readonly name = 'EngineDied';
}
