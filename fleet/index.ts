export * from './access-grant';
export * from './application';
export * from './cluster';
export type { RepositoryOwners } from './derived-code-owners';
export * from './fleet';
export * from './fleet-validation-error';
export { type Control, controls } from './hardening-controls';
export type { GithubControl, PlannedControl } from './github-controls';
export type { GithubProps } from './github-props';
export type {
  FluxCredential,
  GithubProtectionProps,
  OrganisationSettingsProps,
  RequiredCheck,
} from './github-protection';
export * from './project';
export * from './resolved-fleet';
export type { StateSecretException } from './state-secret-exception';
export * from './tenant';
