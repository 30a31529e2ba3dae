import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timestamp } from '../../../policies/acceptance/risk-acceptance';
import { follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { refusal } from '../support/refusal';
import { storefront } from './applications';
import { declare, during, untilConstraints } from './declared';
import { withShortEnd } from './short-end';

const file = 'storefront-release-candidates.yaml';
const accepted = 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.1';
const worse = {
  'another tag': [{ name: 'storefront', image: 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.2' }],
  'a second container': [
    { name: 'storefront', image: accepted },
    { name: 'sidecar', image: accepted },
  ],
};

/**
 * A file in `.securitytower/acceptances` lets one image of one container of one Deployment into production: not another
 * tag, not another container, and after its end not itself.
 */
export async function endsWhenItSays(fleet: SyncedFleet): Promise<void> {
  const accept = async (end: Date): Promise<boolean> => {
    await declare(fleet, `Accept a release candidate until ${end.toISOString()}`, (project) =>
      project.write(`.securitytower/acceptances/e2e.yaml`, acceptanceUntil(end)),
    );
    await follow(fleet, untilConstraints);
    if (!(await settles(fleet, end))) return false;
    for (const [what, containers] of Object.entries(worse)) {
      const words = await denial(fleet, containers);
      if (words === undefined) throw new Error(`${what} is let in, too`);
    }
    return true;
  };
  const ended = async (): Promise<void> => {
    await eventually('the accepted image to be denied after its end', () => denial(fleet, [itself]), {
      seconds: 60,
    });
  };
  await during(fleet, () => withShortEnd(accept, ended), untilConstraints);
}

const itself = { name: 'storefront', image: accepted };

/** Gatekeeper takes a constraint a moment after Flux applied it. @returns whether the accepted image was let in */
async function settles(fleet: SyncedFleet, end: Date): Promise<boolean> {
  let words: string | undefined;
  while (Date.now() < end.getTime()) {
    words = await denial(fleet, [itself]);
    if (words === undefined) return true;
  }
  return false;
}

/** What the constraint says to the Deployment with these containers; undefined when it lets them in. */
async function denial(
  { plane }: SyncedFleet,
  containers: readonly { readonly name: string; readonly image: string }[],
): Promise<string | undefined> {
  const { namespace, name } = storefront;
  const reference = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
  const current = await plane.admin.read(reference);
  const { template } = current['spec'] as { readonly template: { readonly spec: { containers: object[] } } };
  const [own] = template.spec.containers;
  const spec = { template: { spec: { containers: containers.map((one) => ({ ...own, ...one })) } } };
  const refused = await refusal(() => plane.admin.merge(reference, { spec }, { dryRun: true }));
  if (refused && !refused.by.every((one) => one === '[image-digests]'))
    throw new Error(`refused by somebody else: ${refused.words}`);
  return refused?.words;
}

/** The example's own, for production, and until then. */
function acceptanceUntil(end: Date): string {
  const text = readFileSync(join(__dirname, '../../../.securitytower/acceptances', file), 'utf8');
  const day = 86_400_000;
  const fields: Readonly<Record<string, string>> = {
    name: 'e2e',
    stages: '[prod]',
    createdAt: timestamp(new Date(end.getTime() - day)),
    expiresAt: timestamp(end),
  };
  let first = true;
  const changed = text.replace(
    /^( +)(name|stages|createdAt|expiresAt): .*$/gm,
    (line, indent: string, field: string) => {
      // The first name is the acceptance's own; the others are those of what it is about.
      if (field === 'name' && !first) return line;
      if (field === 'name') first = false;
      return `${indent}${field}: ${fields[field]}`;
    },
  );
  return `${changed.trimEnd()}\n  hardExpiresAt: ${timestamp(end)}\n`;
}
