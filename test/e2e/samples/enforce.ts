import { applyAll } from '../support/apply-all';
import { eventually } from '../support/eventually';
import type { KubernetesClient } from '../support/kubernetes-client';
import { nameOf, referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import type { PolicyObjects } from './labelled-sample';

/** Puts policies to work, templates before constraints, until Gatekeeper says that it enforces them all. */
export async function enforce(
  client: KubernetesClient,
  { templates, constraints, expansions }: PolicyObjects,
): Promise<void> {
  await applyAll(client, templates);
  for (const template of templates) {
    await untilStatus(client, template, ({ created }) => created === true);
  }
  for (const constraint of constraints) {
    const name = nameOf(referenceOf(constraint));
    await eventually(`${name} to be applied`, () => client.apply(constraint));
  }
  await applyAll(client, expansions);
  for (const object of [...constraints, ...expansions]) {
    await untilStatus(client, object, ({ byPod = [] }, { generation }) => {
      const current = byPod.filter(({ observedGeneration }) => observedGeneration === generation);
      return (
        current.length > 0 && current.every(({ enforced }) => enforced ?? object.kind === 'ExpansionTemplate')
      );
    });
  }
}

/** What Gatekeeper reports of templates, constraints and expansions. */
interface Status {
  readonly created?: boolean;
  readonly byPod?: readonly {
    /** Constraints only. */
    readonly enforced?: boolean;
    readonly observedGeneration?: number;
    readonly errors?: readonly { readonly message?: string }[];
  }[];
}

/** @throws Error with Gatekeeper's words when it reports an error, or after the deadline */
async function untilStatus(
  client: KubernetesClient,
  object: KubernetesObject,
  holds: (status: Status, metadata: KubernetesObject['metadata']) => boolean,
): Promise<void> {
  const reference = referenceOf(object);
  await eventually(`Gatekeeper to take ${nameOf(reference)}`, async () => {
    const current = await client.read(reference);
    const status = (current['status'] ?? {}) as Status;
    const errors = (status.byPod ?? []).flatMap(({ errors: words = [] }) => words);
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return holds(status, current.metadata) || undefined;
  });
}
