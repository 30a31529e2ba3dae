import { stateBackend, type BackendReference, type SynthesisedStack } from './synthesised-stack';

/** What tells one state from another in each kind of backend; other settings say how to reach it. */
const identities: Readonly<Record<string, readonly string[]>> = {
  azurerm: ['storage_account_name', 'container_name', 'key'],
  local: ['path'],
};

/**
 * The stack that writes the state which a `terraform_remote_state` reads.
 *
 * @returns undefined when none of the stacks does
 */
export function writerOf(
  reference: BackendReference,
  stacks: readonly SynthesisedStack[],
): SynthesisedStack | undefined {
  const identity = identities[reference.backend];
  if (!identity) return undefined;
  return stacks.find((stack) => {
    const written = stateBackend(stack);
    return (
      written?.backend === reference.backend &&
      identity.every((key) => written.settings[key] === reference.settings[key])
    );
  });
}
