import type { CommandSpec } from './command';

/** A command as the lists of commands show it, and how to get the rest, which only who runs it has to load. */
export interface CommandEntry {
  /** Its words, for instance `get clusters`. */
  readonly name: string;
  readonly summary: string;
  /** Other words for its last one, as kubectl has singulars and short names. @default none */
  readonly aliases?: readonly string[];
  /** Whether nobody types it: it is in no list. @default false */
  readonly hidden?: boolean;
  /** Whether it always needs the engine, which then starts while the rest is loaded. @default false */
  readonly startsEngine?: boolean;
  readonly load: () => Promise<CommandSpec>;
}

/** Every command there is. */
export const commands: readonly CommandEntry[] = [
  {
    name: '__complete',
    hidden: true,
    summary: 'what a word may become, for shells',
    load: async () => (await import('./commands/complete.ts')).completeCommand,
  },
  {
    name: 'accept create',
    summary: 'write the acceptance of a finding; its review approves it',
    load: async () => (await import('./commands/accept-create.ts')).acceptCreateCommand,
  },
  {
    name: 'accept renew',
    summary: 'give an acceptance a new end; its review approves it',
    load: async () => (await import('./commands/accept-renew.ts')).acceptRenewCommand,
  },
  {
    name: 'accept revoke',
    summary: 'take an acceptance away',
    load: async () => (await import('./commands/accept-revoke.ts')).acceptRevokeCommand,
  },
  {
    name: 'access request',
    summary: 'ask for access to a cluster, for a limited time',
    load: async () => (await import('./commands/access-request.ts')).accessRequestCommand,
  },
  {
    name: 'bootstrap',
    summary: 'walk through the first day of a fleet, from nothing to protected clusters',
    load: async () => (await import('./commands/bootstrap.ts')).bootstrapCommand,
  },
  {
    name: 'check',
    summary: 'judge what each cluster would get, as admission will',
    startsEngine: true,
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'completion',
    summary: 'completes commands, options and names in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  {
    name: 'compliance',
    summary: 'how each cluster stands to published standards',
    load: async () => (await import('./commands/compliance.ts')).complianceCommand,
  },
  {
    name: 'describe acceptance',
    summary: 'what an acceptance is about, when it ends, who let it in, and what it covers',
    load: async () => (await import('./commands/describe-acceptance.ts')).describeAcceptanceCommand,
  },
  {
    name: 'describe application',
    aliases: ['applications', 'apps', 'app'],
    summary: 'an application: its owner, and its stages with their versions',
    load: async () => (await import('./commands/describe-application.ts')).describeApplicationCommand,
  },
  {
    name: 'describe cluster',
    aliases: ['clusters'],
    summary: 'a cluster: where it begins, what delivers to it, and what runs there',
    load: async () => (await import('./commands/describe-cluster.ts')).describeClusterCommand,
  },
  {
    name: 'describe stage',
    aliases: ['stages', 'stg'],
    summary: 'one stage: what runs there, where it is declared, and what it waits for',
    load: async () => (await import('./commands/describe-stage.ts')).describeStageCommand,
  },
  {
    name: 'doctor',
    summary: 'say what is missing on this machine and in this project',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'doctor github',
    summary: 'read back how the repository is protected on GitHub',
    load: async () => (await import('./commands/doctor-github.ts')).doctorGithubCommand,
  },
  {
    name: 'doctor repository',
    summary: 'say what is understood of a repository, and what is not',
    load: async () => (await import('./commands/doctor-repository.ts')).doctorRepositoryCommand,
  },
  {
    name: 'get acceptances',
    aliases: ['acceptance', 'acc'],
    summary: 'the accepted risks, their ends, and what Git knows of their approval',
    load: async () => (await import('./commands/get-acceptances.ts')).getAcceptancesCommand,
  },
  {
    name: 'get applications',
    aliases: ['application', 'apps', 'app'],
    summary: 'which version of which application runs in which stage',
    load: async () => (await import('./commands/get-applications.ts')).getApplicationsCommand,
  },
  {
    name: 'get clusters',
    aliases: ['cluster'],
    summary: 'the clusters, what runs in them and what violates their policies',
    load: async () => (await import('./commands/get-clusters.ts')).getClustersCommand,
  },
  {
    name: 'get findings',
    aliases: ['finding'],
    summary: 'the violations, as a list',
    load: async () => (await import('./commands/get-findings.ts')).getFindingsCommand,
  },
  {
    name: 'get grants',
    aliases: ['grant'],
    summary: 'who may use which cluster, and until when',
    load: async () => (await import('./commands/get-grants.ts')).getGrantsCommand,
  },
  {
    name: 'get images',
    aliases: ['image', 'img'],
    summary: 'the images that run, where, and what sets them',
    load: async () => (await import('./commands/get-images.ts')).getImagesCommand,
  },
  {
    name: 'get policies',
    aliases: ['policy', 'pol'],
    summary: 'the policies and where they are in force; with --standard the coverage of its controls',
    load: async () => (await import('./commands/get-policies.ts')).getPoliciesCommand,
  },
  {
    name: 'get stages',
    aliases: ['stage', 'stg'],
    summary: 'every stage of every application, with its version and how far it is behind',
    load: async () => (await import('./commands/get-stages.ts')).getStagesCommand,
  },
  {
    name: 'images critical',
    summary: 'what is known to be wrong with the images that run, and where',
    load: async () => (await import('./commands/images-critical.ts')).imagesCriticalCommand,
  },
  {
    name: 'images outdated',
    summary: 'what the registries have that is newer than what runs',
    load: async () => (await import('./commands/images-outdated.ts')).imagesOutdatedCommand,
  },
  {
    name: 'import',
    summary: 'keep a report of a scanner, for `fleetkeep images critical`',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'index',
    summary: 'fetch the repositories of the workspace, and read what changed',
    load: async () => (await import('./commands/index-repositories.ts')).indexCommand,
  },
  {
    name: 'init',
    summary: 'make a project of your own in an empty folder',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'place',
    summary: 'put what synth wrote where Flux reads it',
    load: async () => (await import('./commands/place.ts')).placeCommand,
  },
  {
    name: 'policy new',
    summary: 'start a policy of your own: template, constraint, samples and a page',
    load: async () => (await import('./commands/policy-new.ts')).policyNewCommand,
  },
  {
    name: 'policy test',
    summary: "judge policies' samples by Gatekeeper's own code, as a truth table",
    load: async () => (await import('./commands/policy-test.ts')).policyTestCommand,
  },
  {
    name: 'render',
    summary: 'show what each cluster would get',
    startsEngine: true,
    load: async () => (await import('./commands/render.ts')).renderCommand,
  },
  {
    name: 'stacks',
    summary: "the project's Terraform stacks, and which of them changed",
    load: async () => (await import('./commands/stacks.ts')).stacksCommand,
  },
  {
    name: 'suggest role',
    summary: 'the least role with which Flux can apply what a tenant has',
    load: async () => (await import('./commands/suggest-role.ts')).suggestRoleCommand,
  },
];
