import type { Run } from './run-program';

/** One line about a run, and how many times faster it was than its peer; in brackets by the processors' time. */
export function row(name: string, run: Run, peer: Run): string {
  const times = (of: (run: Run) => number | undefined): string => {
    const [ours, theirs] = [of(run), of(peer)];
    return ours === undefined || theirs === undefined ? '?' : (theirs / ours).toFixed(1);
  };
  return [
    name.padEnd(44),
    `${run.seconds.toFixed(run.seconds < 1 ? 3 : 1).padStart(7)} s (${run.processorSeconds?.toFixed(1) ?? '?'})`.padEnd(
      20,
    ),
    `${times(({ seconds }) => seconds)} (${times(({ processorSeconds }) => processorSeconds)}) times faster`.padEnd(
      30,
    ),
    `${run.peakMebibytes?.toFixed(0) ?? '?'} MiB\n`,
  ].join('');
}
