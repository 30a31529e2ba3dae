import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import type { Programs } from './programs';
import { type BootstrapStep, type Look, StepStopped } from './step';
import type { SynthesisedStack } from './synthesised';
import { type StateFile, Terraform } from './terraform';

export interface StateBackendStepProps {
  /** The project's root. */
  readonly root: string;
  /** The stack `state`, as it was synthesised last. */
  readonly stack: () => SynthesisedStack;
  readonly programs: Programs;
  /** Runs the project's synth again, after `cdktf.json` has changed. */
  readonly synthesise: () => Promise<void>;
}

/** Of the first day: beside `fleet.ts`, as `infra/naming/state-location.ts` has it. */
const localFile = 'state.tfstate';

/** Whether the first day's state is still a file: then the backend knows nothing yet, and no plan may be made on it. */
export function hasLocalState(root: string): boolean {
  const file = join(root, localFile);
  return existsSync(file) && (readState(file).resources ?? []).length > 0;
}

/** Moves the state of the stack `state` into the storage that it made: the way that nobody should go by hand. */
export function stateBackendStep(props: StateBackendStepProps): BootstrapStep {
  return {
    name: 'state-backend',
    does: "the stack 'state' keeps its own state in the storage that it made, not on somebody's disk",
    needs: ['state'],
    look: () => Promise.resolve(look(props)),
  };
}

function look(props: StateBackendStepProps): Look {
  const { root, stack } = props;
  const backend = declaredBackend(root);
  const local = hasLocalState(root);
  if (backend === 'azurerm' && !local) {
    const { storage_account_name: account, container_name: container } =
      stack().json.terraform?.backend?.['azurerm'] ?? {};
    return { kind: 'done', found: `in container '${String(container)}' of '${String(account)}'` };
  }
  if (!local) {
    return {
      kind: 'stopped',
      found: `cdktf.json says stateBackend '${backend}', and ${localFile} is not there`,
      fix: `fetch ${localFile} from where the stack 'state' was deployed; if its state was moved already, set context.stateBackend to 'azurerm' in cdktf.json`,
    };
  }
  return {
    kind: 'open',
    found: `the state is still in ${localFile}`,
    shown: [
      "cdktf.json: context.stateBackend: 'azurerm'",
      'npm run synth',
      'terraform init -reconfigure',
      `terraform state push ${localFile}`,
      `remove ${localFile}, once what is there has been read back`,
    ].join('\n'),
    run: () => move(props),
  };
}

async function move(props: StateBackendStepProps): Promise<string> {
  const { root, stack, programs, synthesise } = props;
  const file = join(root, localFile);
  const configuration = join(root, 'cdktf.json');
  const before = readFileSync(configuration, 'utf8');
  let moved = false;
  try {
    writeFileSync(configuration, withBackend(before));
    await synthesise();
    const terraform = new Terraform(stack().folder, programs);
    await terraform.init('-reconfigure');
    const here = readState(file);
    const there = await terraform.pull();
    if (!isSame(here, there)) {
      if ((there.resources ?? []).length > 0) {
        throw new StepStopped(
          `the storage holds another state than ${localFile} (lineage ${there.lineage}, serial ${there.serial}; the file: ${here.lineage}, ${here.serial})`,
          `find out which of the two is the fleet's: 'terraform state list' in ${relative(root, stack().folder)} shows the stored one`,
        );
      }
      await terraform.push(resolve(file));
    }
    if (!isSame(here, await terraform.pull())) {
      throw new StepStopped(
        'the state that was stored does not read back as it was',
        `keep ${localFile}, and try again`,
      );
    }
    moved = true;
  } finally {
    if (!moved && readFileSync(configuration, 'utf8') !== before) {
      writeFileSync(configuration, before);
      await synthesise();
    }
  }
  for (const name of [localFile, `${localFile}.backup`]) rmSync(join(root, name), { force: true });
  return `moved and read back; ${localFile} is removed`;
}

/** Whether the second is the first, or the first with later changes. */
function isSame(here: StateFile, there: StateFile): boolean {
  return (
    here.lineage !== undefined && there.lineage === here.lineage && (there.serial ?? 0) >= (here.serial ?? 0)
  );
}

function readState(file: string): StateFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StateFile;
  } catch (error) {
    throw new StepStopped(
      `${localFile} cannot be read: ${(error as Error).message}`,
      `restore it: ${localFile}.backup is the one before`,
    );
  }
}

function declaredBackend(root: string): string {
  const { context } = JSON.parse(readFileSync(join(root, 'cdktf.json'), 'utf8')) as {
    context?: { stateBackend?: string };
  };
  return context?.stateBackend ?? 'local';
}

function withBackend(text: string): string {
  const content = JSON.parse(text) as { context?: object };
  return `${JSON.stringify({ ...content, context: { ...content.context, stateBackend: 'azurerm' } }, null, 2)}\n`;
}
