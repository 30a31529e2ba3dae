import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { commitAll, initialize } from '../repository/generate-repository';

/** The landscape that the original product was run with: 516 of the stages follow another. */
export const landscapeSize = {
  repositories: 27,
  applications: 36,
  stages: 555,
  chained: 516,
  commits: 12,
} as const;

interface Stage {
  readonly application: number;
  readonly cluster: number;
  /** The cluster of the stage before. */
  readonly previous: number | undefined;
}

const two = (number: number): string => String(number).padStart(2, '0');
const application = (number: number): string => `app-${two(number)}`;
const cluster = (number: number): string => `cluster-${two(number)}`;

/** Each application runs in 15 or 16 clusters, one after the other; in three of them a second chain begins in the middle. */
export function landscapeStages(): readonly Stage[] {
  const { repositories, applications, stages, chained } = landscapeSize;
  const more = stages - Math.floor(stages / applications) * applications;
  const second = stages - chained - applications;
  return Array.from({ length: applications }, (_, app) => {
    const length = Math.floor(stages / applications) + (app < more ? 1 : 0);
    return Array.from({ length }, (_unused, index): Stage => {
      const begins = index === 0 || (app < second && index === 8);
      const at = (place: number): number => (app + place) % repositories;
      return { application: app, cluster: at(index), previous: begins ? undefined : at(index - 1) };
    });
  }).flat();
}

/**
 * Writes the repositories, a cluster each, with a history in which versions move along the chains, and a workspace file.
 *
 * @param directory empty
 * @returns the workspace file
 */
export function generateLandscape(directory: string): string {
  const all = landscapeStages();
  const { repositories, commits } = landscapeSize;
  const path = (number: number): string => join(directory, 'repositories', cluster(number));
  for (let number = 0; number < repositories; number++) {
    const own = all.filter((stage) => stage.cluster === number);
    initialize(path(number));
    write(
      path(number),
      clusterFiles(
        number,
        own.map((stage) => stage.application),
      ),
    );
    if (number === 0) write(path(number), declarations(all, path));
    for (let version = 0; version < commits; version++) {
      // A stage lags behind by its place in the chain.
      for (const { application: app } of own)
        write(path(number), {
          [`apps/${application(app)}/web.yaml`]: workload(app, Math.max(0, version - (number % 4))),
        });
      write(path(number), { 'CHANGES.md': `version ${version}\n` });
      commitAll(path(number));
    }
  }
  const file = join(directory, 'fleetkeep.yaml');
  const entries = Array.from({ length: repositories }, (_, number) => `  - url: file://${path(number)}\n`);
  writeFileSync(file, `repositories:\n${entries.join('')}`);
  return file;
}

function clusterFiles(number: number, applications: readonly number[]): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const at = `clusters/${cluster(number)}`;
  const source = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {interval: 1m, url: 'https://git.example.com/${cluster(number)}', ref: {branch: main}}\n`;
  files[`${at}/flux-system/gotk-sync.yaml`] = `${source}---\n${kustomization('flux-system', at)}`;
  for (const app of applications) {
    files[`${at}/${application(app)}.yaml`] = kustomization(application(app), `apps/${application(app)}`);
    files[`apps/${application(app)}/namespace.yaml`] =
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${application(app)}}\n`;
  }
  return files;
}

function kustomization(name: string, path: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 10m, prune: true, path: ./${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
}

function workload(app: number, version: number): string {
  const name = application(app);
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: ${name}}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - {name: web, image: 'registry.example.com/${name}/web:1.${version}.0'}\n        - {name: proxy, image: 'registry.example.com/platform/proxy:3.${app % 5}.1'}\n`;
}

function declarations(
  stages: readonly Stage[],
  path: (number: number) => string,
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let app = 0; app < landscapeSize.applications; app++) {
    const name = application(app);
    const own = stages
      .filter((stage) => stage.application === app)
      .map(
        ({ cluster: number, previous }) =>
          `    - name: ${cluster(number)}\n      cluster: {repository: 'file://${path(number)}', name: ${cluster(number)}}\n      resources: {path: apps/${name}}\n      targetNamespace: ${name}\n${previous === undefined ? '' : `      previousStage: ${cluster(previous)}\n`}`,
      );
    files[`.securitytower/${name}.yaml`] =
      `apiVersion: securitytower.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec:\n  applicationOwner: team-${app % 7}\n  stages:\n${own.join('')}`;
  }
  return files;
}

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
}
