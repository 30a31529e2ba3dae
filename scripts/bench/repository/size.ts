/** How large a generated repository is. */
export interface RepositorySize {
  readonly clusters: number;
  /** Teams of each cluster; each has a Kustomization, three HelmReleases and nine objects of its own. */
  readonly teams: number;
}

/** 16 clusters, 1,864 files, 624 HelmReleases, 5,252 resources, 224 Kustomizations: what the bars of `npm run bench` speak of. */
export const barSize: RepositorySize = { clusters: 16, teams: 13 };

/** `c-00` … */
export function clusterNames({ clusters }: RepositorySize): readonly string[] {
  return Array.from({ length: clusters }, (_, index) => `c-${String(index).padStart(2, '0')}`);
}

/** `teams/team-00/clusters/c-00` …, each team's for every cluster. */
export function overlayPaths(size: RepositorySize): readonly string[] {
  return teamNames(size).flatMap((team) =>
    clusterNames(size).map((cluster) => `teams/${team}/clusters/${cluster}`),
  );
}

/** `team-00` … */
export function teamNames({ teams }: RepositorySize): readonly string[] {
  return Array.from({ length: teams }, (_, index) => `team-${String(index).padStart(2, '0')}`);
}
