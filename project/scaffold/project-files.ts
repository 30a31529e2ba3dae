import { stringify } from 'yaml';

import { derivedCodeOwners } from '../../fleet/derived-code-owners';
import { environmentsOf } from '../../fleet/github-environments';
import { defaultRunner } from '../../fleet/github-protection';
import { githubFiles } from '../generated-files';

import type { ProjectAnswers } from './answers';
import { fleetText } from './fleet-text';

export interface ProjectFilesOptions {
  /** What package.json asks for as `fleetkeep`: a version, or the path of a tarball. */
  readonly fleetkeep: string;
  /** Versions of the packages that the project uses besides, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** A UUID: cdktf tells projects apart by it. */
  readonly projectId: string;
}

/** What a project needs at run time of synth, and what it is written with. */
export const projectPackages = {
  dependencies: [
    '@cdktf/provider-azurerm',
    '@cdktf/provider-github',
    'cdk8s',
    'cdk8s-plus-27',
    'cdktf',
    'constructs',
  ],
  devDependencies: ['@types/node', 'esbuild', 'esbuild-register', 'typescript'],
} as const;

/** The files of a new project by their path: what nobody generates again, and what synth will find just so. */
export function projectFiles(
  answers: ProjectAnswers,
  options: ProjectFilesOptions,
): ReadonlyMap<string, string> {
  const stages = answers.stages.map((name, index) => ({
    name,
    production: index === answers.stages.length - 1,
  }));
  const codeOwners = derivedCodeOwners(
    {
      layout: 'multiple',
      clusters: stages,
      productionStages: stages.flatMap(({ name, production }) => (production ? [name] : [])),
    },
    {
      platform: [`@${answers.owner}/${answers.platformTeam}`],
      production: [`@${answers.owner}/${answers.productionTeam}`],
      security: [`@${answers.owner}/${answers.securityTeam}`],
    },
  );
  const github = githubFiles({
    defaultBranch: 'main',
    runner: defaultRunner,
    codeOwners: Object.entries(codeOwners),
    environments: environmentsOf({ stages, clusters: stages.map((stage) => ({ stage })) }),
  });
  return new Map([
    [
      '.gitignore',
      ['node_modules/', 'out/', 'cdktf.out/', '*.tfstate', '*.tfstate.*', '.terraform/', ''].join('\n'),
    ],
    ['catalogue/README.md', catalogueText],
    [
      'cdk8s.yaml',
      stringify({ language: 'typescript', app: 'node -r esbuild-register k8s.ts', output: 'out/fleet' }),
    ],
    ['cdktf.json', json(cdktf(options.projectId))],
    ['fleet.ts', fleetText(answers)],
    ['infra.ts', infraText],
    ['k8s.ts', k8sText],
    ['package.json', json(packageJson(answers, options))],
    ['tsconfig.json', json(tsconfig)],
    ...github,
  ]);
}

const catalogueText = `# Policies of our own

\`npx fleetkeep policy new NAME\` writes one into this folder, with samples; \`npx fleetkeep policy test\` judges them.
\`ownPolicies\` in \`fleet.ts\` puts every policy of this folder to work.
`;

const infraText = `// What 'cdktf synth' runs: fleet.ts becomes Terraform.
import { synthesizeProject } from 'fleetkeep/infra';

import { fleet } from './fleet';

process.exitCode = synthesizeProject(fleet, {
  directory: process.cwd(),
  outdir: process.env.CDKTF_OUTDIR,
  now: new Date(),
  report: (line) => console.error(line),
});
`;

const k8sText = `// What 'cdk8s synth' runs: fleet.ts becomes the files that Flux syncs.
import { synthesizeProject } from 'fleetkeep/k8s';

import { fleet } from './fleet';

synthesizeProject(fleet, { directory: process.cwd(), outdir: process.env.CDK8S_OUTDIR });
`;

const tsconfig = {
  compilerOptions: {
    target: 'es2023',
    module: 'node16',
    moduleResolution: 'node16',
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    types: ['node'],
    noEmit: true,
  },
  include: ['fleet.ts', 'infra.ts', 'k8s.ts'],
};

function cdktf(projectId: string): object {
  return {
    language: 'typescript',
    app: 'node -r esbuild-register infra.ts',
    projectId,
    sendCrashReports: 'false',
    output: 'cdktf.out',
    terraformProviders: [],
    terraformModules: [],
    context: { stateBackend: 'local', stateNetwork: 'public' },
  };
}

function packageJson({ name }: ProjectAnswers, { fleetkeep, versions }: ProjectFilesOptions): object {
  const pinned = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.map((each) => {
        const version = versions[each];
        if (version === undefined) throw new Error(`no version of ${each} is known`);
        return [each, version];
      }),
    );
  return {
    name: `fleet-${name}`,
    private: true,
    engines: { node: '>=20.19' },
    scripts: {
      // The same bytes as 'cdktf synth && cdk8s synth', without their command lines.
      synth: 'node -r esbuild-register infra.ts && node -r esbuild-register k8s.ts && fleetkeep place',
      prepare: 'npm run synth',
      check: 'fleetkeep check',
      types: 'tsc --noEmit',
    },
    dependencies: { fleetkeep, ...pinned(projectPackages.dependencies) },
    devDependencies: pinned(projectPackages.devDependencies),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
