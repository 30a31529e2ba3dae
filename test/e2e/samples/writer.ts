/** Who asks where nothing else is said: the account that Flux itself writes with, as `fleetkeep check` has it too. */
export const flux = {
  username: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system', 'system:authenticated'],
} as const;

/** The same with a running grant, as the samples' parameters have it: debug containers are attached by who has one. */
export const fluxWithGrant = {
  ...flux,
  groups: [...flux.groups, '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70'],
} as const;
