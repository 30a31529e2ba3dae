import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { stringify } from 'yaml';

/** Writes objects as one YAML stream. */
export function writeManifests(path: string, objects: readonly object[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
}

/** A Flux Kustomization of the repository itself. */
export function kustomization(name: string, path: string): object {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '10m', prune: true, path, sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
  };
}

/** The objects that gator and `check` are given: each namespace's in a folder of its own, as teams have them. */
export function writeObjects(repository: string, objects: readonly object[]): void {
  const teams = new Map<string, object[]>();
  for (const object of objects) {
    const { name, namespace = name } = (object as { metadata: { name: string; namespace?: string } })
      .metadata;
    teams.set(namespace, [...(teams.get(namespace) ?? []), object]);
  }
  for (const [team, own] of teams) writeManifests(join(repository, 'apps', team, 'all.yaml'), own);
  writeManifests(
    join(repository, 'clusters/bench/apps.yaml'),
    [...teams.keys()].map((team) => kustomization(team, `./apps/${team}`)),
  );
}
