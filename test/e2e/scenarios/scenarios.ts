import type { Check } from '../fleet/checks';
import { endsWhenItSays } from './accepted-risk';
import { markedDefinitionStays } from './definitions';
import { updatesItself } from './flux-updates';
import { failsClosed } from './gatekeeper-down';
import { syncsWithTheLeastRole } from './least-role';
import { crossNamespaceReferencesAreRefused } from './references';
import {
  clusterLosesItsWorkloads,
  shortcutLeavesClustersOrphans,
  shortcutLeavesTenantsOrphans,
  tenantLeavesNothing,
} from './retirement';
import { revertRestores, revertRestoresDenied, revertRestoresStuck } from './rollback';
import { confinedToItsNamespace, refusedByGit } from './tenant-rights';
import { grantsLetWrite, readersOnlyRead } from './writers';

/** Who may what: each leaves the cluster and the repository as it found them. */
export const rights: readonly Check[] = [
  {
    name: 'a tenant’s account may touch nothing of others, the cluster, Flux or Gatekeeper, nor exempt itself',
    run: confinedToItsNamespace,
  },
  { name: 'the same by Git: Flux says who refuses, and nothing of it arrives', run: refusedByGit },
  { name: 'references into another namespace are refused', run: crossNamespaceReferencesAreRefused },
  { name: 'who may read writes nothing', run: readersOnlyRead },
  { name: 'who is not Flux writes nothing, unless a grant of his group runs', run: grantsLetWrite },
  { name: 'an accepted risk lets in its one image, nothing worse, until its end', run: endsWhenItSays },
  { name: 'a tenant syncs with exactly the role that is suggested', run: syncsWithTheLeastRole },
];

/** How the cluster follows Git: each leaves both as it found them. */
export const loop: readonly Check[] = [
  { name: 'git revert takes a release back', run: revertRestores },
  { name: 'git revert takes back a release of which half was denied', run: revertRestoresDenied },
  { name: 'git revert takes back a release that hangs half-way', run: revertRestoresStuck },
  { name: 'without Gatekeeper nothing enters, the system goes on, and Flux catches up', run: failsClosed },
  { name: 'Flux changes what its own version is declared to be', run: updatesItself },
  {
    name: 'a definition that is marked against pruning stays when Git drops it, another goes',
    run: markedDefinitionStays,
  },
  {
    name: 'a tenant that retires in two steps leaves its namespace, and nothing in it',
    run: tenantLeavesNothing,
  },
  {
    name: 'a tenant deleted at once is refused by check, and leaves orphans',
    run: shortcutLeavesTenantsOrphans,
  },
  { name: 'a cluster that retires loses its workloads', run: clusterLosesItsWorkloads },
  {
    name: 'a cluster deleted at once is refused by check, and loses nothing',
    run: shortcutLeavesClustersOrphans,
  },
];
