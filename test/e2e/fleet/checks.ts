import { admissionDenies } from './check-admission';
import { driftComesBack } from './check-drift';
import { becomesReadyInOrder } from './check-order';
import { holdsWhatWasPromised } from './check-promise';
import { droppedGoesAway } from './check-prune';
import { refusesUnsigned } from './check-signature';
import type { SyncedFleet } from './synced-fleet';

/** One claim about a cluster that follows the fleet's repository; throws when it does not hold. */
export interface Check {
  readonly name: string;
  readonly run: (fleet: SyncedFleet) => Promise<void>;
}

/** In this order: the first two are about the repository as it was first synced. */
export const checks: readonly Check[] = [
  {
    name: 'every Kustomization becomes Ready, in the order that the design demands',
    run: becomesReadyInOrder,
  },
  {
    name: 'the API server holds what fleetkeep render promised, object by object',
    run: holdsWhatWasPromised,
  },
  { name: 'admission denies what every policy of the fleet is there to deny', run: admissionDenies },
  { name: 'an edited and a deleted resource come back', run: driftComesBack },
  { name: 'a commit that is not signed, or by an unknown key, is refused', run: refusesUnsigned },
  { name: 'what Git drops goes away', run: droppedGoesAway },
];
