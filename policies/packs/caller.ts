/** An object that remembers a stack. */
interface Traced {
  readonly stack?: string;
}

/**
 * The place from which a function was called, `fleet.ts:33`; undefined where the runtime does not say it.
 *
 * @param callee the function; the frames above it are left out
 */
export function callerOf(callee: unknown): string | undefined {
  const traced: Traced = {};
  Error.captureStackTrace(traced, callee as () => unknown);
  const [, path, line] =
    /\(?(?:file:\/\/)?([^()\s]+):(\d+):\d+\)?$/m.exec(traced.stack?.split('\n')[1] ?? '') ?? [];
  return path === undefined ? undefined : `${path.slice(path.lastIndexOf('/') + 1)}:${line}`;
}
