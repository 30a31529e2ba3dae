/**
 * Runs the work without cdktf's note, at every token, of the call stack that made it: half of the time and most of the
 * memory of a large synth, for a trace that only errors about unresolved tokens show. cdktf 0.21 has no switch for it.
 * Errors that the work throws keep their own stack: V8 does not take the way of `Error.captureStackTrace` for these.
 */
export function withoutCreationStacks<T>(work: () => T): T {
  const capture = Object.getOwnPropertyDescriptor(Error, 'captureStackTrace');
  Error.captureStackTrace = () => undefined;
  try {
    return work();
  } finally {
    if (capture !== undefined) Object.defineProperty(Error, 'captureStackTrace', capture);
  }
}
