import type { SyncedFleet } from './synced-fleet';

/** The order of the design, not of the repository: a dependsOn that is missing there must be noticed. */
const order: readonly string[] = [
  'gatekeeper',
  'policy-templates',
  'policy-constraints',
  'policies',
  'infra-controllers',
  'infra-configs',
  'tenants',
].map((name) => `flux-system/${name}`);

/** All Ready, one after the other where the design says so, and not one attempt failed on the way. */
export function becomesReadyInOrder({ log, notReady }: SyncedFleet): Promise<void> {
  log.close();
  const problems = [
    ...notReady.map((words) => `not Ready: ${words}`),
    ...log.failed.map((words) => `failed on the way: ${words}`),
  ];
  const happened = log.order.filter((id) => order.includes(id));
  if (happened.join() !== order.join()) {
    problems.push(`expected ${order.join(' → ')}, and it was ${happened.join(' → ')}`);
  }
  return problems.length > 0 ? Promise.reject(new Error(problems.join('\n'))) : Promise.resolve();
}
