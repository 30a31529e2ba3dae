import { proposeEntries } from '../clusters/propose-entries';
import type { FleetListing, FleetReading } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';

/**
 * A base that has something of Flux or Argo CD and in which no cluster is recognised: whether what the change has is new
 * cannot be told. One that has nothing of the kind is only older than the clusters.
 */
export async function unrecognizedBase(
  commit: string,
  { repository, snapshot, found }: FleetListing,
  head: FleetReading,
): Promise<readonly NotEvaluated[]> {
  if (found.clusters.length > 0 || head.rendering.clusters.length === 0) return [];
  const known = { clusters: [], rendered: new Set<string>(), origin: await repository.origin() };
  const [likeliest] = await proposeEntries(snapshot.files, known);
  const [problem] = found.problems;
  if (likeliest === undefined && problem === undefined) return [];
  const because =
    problem === undefined
      ? `though ${likeliest?.file} is of Flux`
      : `for ${problem.file}: ${problem.message}`;
  const path = likeliest?.path ?? 'PATH';
  const reason = `in the base ${commit.slice(0, 12)} no cluster is recognised, ${because}; everything counts as new, whether or not it was there before: say where the cluster begins there by --entry NAME=${path}`;
  return [notEvaluated({ reason })];
}
