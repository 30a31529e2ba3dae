/**
 * A secret that Terraform's state holds in clear, because what it belongs to knows no other way: of one resource, by whom
 * it was thought through and until when.
 */
export interface StateSecretException {
  readonly control: 'no-secret-in-state';
  /** Name of the stack. */
  readonly stack: string;
  /** Address in the stack, for instance `azurerm_redis_cache.cache` or `data.azurerm_key_vault_secret.password`. */
  readonly resource: string;
  readonly reason: string;
  /** Absolute date, ISO 8601. */
  readonly expires: string;
}
