import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Adoptable } from './adoption';
import type { Programs } from './programs';
import type { BootstrapStep, Look } from './step';
import type { SynthesisedStack } from './synthesised';
import { type PlanCount, Terraform } from './terraform';

/** Read by Terraform beside `cdk.tf.json`, and there only while a plan is made. */
const importFile = 'fleetkeep_bootstrap_import.tf.json';

export interface StackStepProps {
  /** Asked for when it is looked at: a step before may have synthesised again. */
  readonly stack: () => SynthesisedStack;
  readonly name: string;
  readonly does: string;
  readonly needs: readonly string[];
  readonly programs: Programs;
  /** A folder that goes away: plans hold secrets. */
  readonly temporary: string;
  /** What exists already and is not in the state. @default nothing is looked for */
  readonly adoptables?: (
    stack: SynthesisedStack,
    known: ReadonlySet<string>,
  ) => Promise<readonly Adoptable[]>;
  /** Whether what exists is to be taken over; asked once, before anything is planned. */
  readonly adopts: (found: readonly Adoptable[]) => Promise<boolean>;
}

/** Deploys one stack. A plan says whether it is done, and the plan that was shown is the one that is applied. */
export function stackStep(props: StackStepProps): BootstrapStep {
  const { name, does, needs } = props;
  return { name, does, needs, look: () => look(props) };
}

async function look({
  stack: read,
  name,
  programs,
  temporary,
  adoptables,
  adopts,
}: StackStepProps): Promise<Look> {
  const stack = read();
  const terraform = new Terraform(stack.folder, programs);
  // Where the state is, the synthesised stack says; nothing is moved here.
  await terraform.init('-reconfigure');
  const found = adoptables === undefined ? [] : await adoptables(stack, await terraform.addresses());
  if (found.length > 0 && !(await adopts(found))) {
    return {
      kind: 'stopped',
      found: `there already, and not by Terraform: ${found.map(({ what }) => what).join(', ')}; nothing was changed`,
      fix: "take it over with --import: the plan shows first what would change in it. Or choose another name in fleet.ts, then 'npm run synth'",
    };
  }
  const plan = join(temporary, `${name}.tfplan`);
  const imports = join(stack.folder, importFile);
  let open: boolean;
  try {
    if (found.length > 0) {
      const blocks = found.map(({ address: to, id }) => ({ to, id }));
      writeFileSync(imports, JSON.stringify({ import: blocks }));
    }
    open = await terraform.plan(plan);
  } finally {
    // The plan has them; a later run looks again.
    rmSync(imports, { force: true });
  }
  if (!open) return { kind: 'done', found: 'as declared: a plan has nothing to do' };
  const count = await terraform.count(plan);
  return {
    kind: 'open',
    found: counted(count),
    shown: await terraform.show(plan),
    takesAway: count.destroys.length === 0 ? undefined : `it destroys ${count.destroys.join(', ')}`,
    run: async () => {
      await terraform.apply(plan);
      return `applied: ${counted(count)}`;
    },
  };
}

function counted({ imports, creates, updates, destroys }: PlanCount): string {
  const taken = imports === 0 ? '' : `${imports} to take over, `;
  return `${taken}${creates} to add, ${updates} to change, ${destroys.length} to destroy`;
}
