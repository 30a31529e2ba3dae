/**
 * Whether all values of `--policies` name our packs: those change with us only, while folders may change at any time, and
 * what they said cannot be told from what they say.
 */
export async function arePacks(policies: readonly string[]): Promise<boolean> {
  if (policies.length === 0) return true;
  // Who is answered from what is kept does not load the catalogue.
  const { packIds } = await import('../../../policies/packs/pack-by-id.ts');
  return policies.every((policy) => packIds.includes(policy));
}
