/** Where a type of resource has secrets: dotted paths of its attributes. */
export interface Secrets {
  /** Arguments: a secret where the configuration gives one. @default - none */
  readonly given?: readonly string[];
  /** What the provider fills in, whether somebody asked for it or not. @default - none */
  readonly made?: readonly string[];
}

/** By type, for instance `azurerm_redis_cache`. */
export type SecretTable = Readonly<Record<string, Secrets>>;
