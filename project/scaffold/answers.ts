import type { GithubPlan } from '../../fleet/resolved-fleet';

/** What a new project has to know; everything else has a hardened default. */
export interface ProjectAnswers {
  /** The fleet's name: Azure's resources begin with it. */
  readonly name: string;
  readonly owner: string;
  readonly repository: string;
  readonly plan: GithubPlan;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** In order of promotion; the last one is production. */
  readonly stages: readonly string[];
  /** Minor version, for instance `1.34`. */
  readonly kubernetesVersion: string;
  /** Slugs of teams of the organisation. */
  readonly platformTeam: string;
  readonly productionTeam: string;
  readonly securityTeam: string;
}

/** One thing to ask: a flag elsewhere, a question on a terminal. */
export interface Question {
  readonly answer: keyof ProjectAnswers;
  readonly flag: string;
  readonly message: string;
  readonly example: string;
  /** @default none: it has to be answered */
  readonly fallback?: string;
  readonly choices?: readonly string[];
  /** @returns what is wrong, with the fix; undefined when nothing is */
  readonly problem: (text: string) => string | undefined;
}

const matches =
  (pattern: RegExp, fix: string) =>
  (text: string): string | undefined =>
    pattern.test(text) ? undefined : fix;

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const uuid = matches(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "it is a UUID; 'az account show' prints it",
);
const slug = matches(/^[a-z\d][\w-]*$/i, "it is a team's slug, without the organisation, e.g. 'platform'");

export const questions: readonly Question[] = [
  {
    answer: 'name',
    flag: '--name <name>',
    message: "The fleet's name",
    example: 'acme',
    problem: (text) =>
      label.test(text) && text.length <= 24
        ? undefined
        : 'use 1 to 24 lower-case letters, digits and inner hyphens',
  },
  {
    answer: 'owner',
    flag: '--owner <organisation>',
    message: 'The GitHub organisation that owns the repository',
    example: 'acme',
    problem: matches(
      /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i,
      "it is an organisation's login, e.g. 'acme'",
    ),
  },
  {
    answer: 'repository',
    flag: '--repo-name <name>',
    message: "The repository's name",
    example: 'fleet',
    fallback: 'fleet',
    problem: matches(/^(?!\.{1,2}$)[\w.-]{1,100}$/, "use letters, digits, '.', '-', '_'"),
  },
  {
    answer: 'plan',
    flag: '--plan <plan>',
    message: "GitHub's plan of the organisation",
    example: 'team',
    choices: ['free', 'team', 'enterprise'],
    problem: matches(/^(free|team|enterprise)$/, "use 'free', 'team' or 'enterprise'"),
  },
  {
    answer: 'tenantId',
    flag: '--tenant-id <uuid>',
    message: 'The Entra ID tenant',
    example: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
    problem: uuid,
  },
  {
    answer: 'subscriptionId',
    flag: '--subscription-id <uuid>',
    message: 'The Azure subscription',
    example: '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
    problem: uuid,
  },
  {
    answer: 'location',
    flag: '--location <region>',
    message: "Azure's region",
    example: 'westeurope',
    fallback: 'westeurope',
    problem: matches(
      /^[a-z]+\d?$/,
      "it is a region's short name; 'az account list-locations -o table' lists them",
    ),
  },
  {
    answer: 'stages',
    flag: '--stages <names>',
    message: 'The stages in order of promotion; the last is production',
    example: 'dev,prod',
    fallback: 'dev,prod',
    problem(text: string): string | undefined {
      const names = text.split(',').map((name) => name.trim());
      const wrong = names.find((name) => !label.test(name) || ['base', 'applications'].includes(name));
      if (wrong !== undefined) return `'${wrong}' is no stage's name; use lower-case letters and digits`;
      return new Set(names).size === names.length ? undefined : 'one of them is there twice';
    },
  },
  {
    answer: 'kubernetesVersion',
    flag: '--kubernetes-version <minor>',
    message: "Kubernetes' minor version",
    example: '1.34',
    fallback: '1.34',
    problem: matches(/^1\.\d+$/, "it is a minor version, e.g. '1.34'"),
  },
  {
    answer: 'platformTeam',
    flag: '--platform-team <slug>',
    message: 'The team that owns the repository',
    example: 'platform',
    fallback: 'platform',
    problem: slug,
  },
  {
    answer: 'productionTeam',
    flag: '--production-team <slug>',
    message: 'The team that answers for production',
    example: 'production',
    fallback: 'production',
    problem: slug,
  },
  {
    answer: 'securityTeam',
    flag: '--security-team <slug>',
    message: 'The team that answers for policies and workflows',
    example: 'security',
    fallback: 'security',
    problem: slug,
  },
];

/** Answers from texts that have been found in order. */
export function answersOf(texts: Readonly<Record<keyof ProjectAnswers, string>>): ProjectAnswers {
  return {
    ...texts,
    plan: texts.plan as GithubPlan,
    stages: texts.stages.split(',').map((name) => name.trim()),
  };
}
