/** Why a registry could not tell what it was asked. The message says what to do, and holds neither token nor password. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
