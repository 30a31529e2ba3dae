import type { ResourceId } from '../../engine-client/protocol';
import type { CheckResult } from '../check/check-report';
import { counts, type Finding } from '../check/finding';
import { groupBy } from '../group-by';
import { policiesAmong } from '../check/policy-source';
import { resourcesOf } from '../render/rendering';
import { at, isMapping, textAt } from '../yaml-documents';
import type { ListedAcceptance } from './list';

/** `<prefix>policy.exclusion.<policy in lower case>`, of the original product in its three times. */
const annotation = /^(?:cloud\.syncier\.com|phylake\.io|securitytower\.io)\/policy\.exclusion\.(.+)$/;

/**
 * The exclusions that workloads and namespaces write about themselves, as the original product had them: they have
 * neither owner nor end. They are in force only where a cluster's templates read them (`legacyExclusions` of the fleet).
 */
export function legacyExclusions({ rendering, metadata, report }: CheckResult): readonly ListedAcceptance[] {
  const excluded = excludedBy(report.findings);
  return rendering.clusters.flatMap((cluster) => {
    const resources = resourcesOf(cluster);
    const templates = policiesAmong(resources);
    const read = templates.some(({ object }) =>
      JSON.stringify(at(object, 'spec', 'targets') ?? '').includes('lib.legacy'),
    );
    const kinds = new Map(
      templates.flatMap(({ object }) => {
        const kind = textAt(object, 'spec', 'crd', 'spec', 'names', 'kind');
        return kind === undefined ? [] : [[kind.toLowerCase(), kind] as const];
      }),
    );
    return resources.flatMap(({ apiVersion, kind, namespace, name, object, file, line }) =>
      exclusionsOf(object).map(([key, policy, reason]): ListedAcceptance => {
        const covered = excluded(cluster.cluster.name, key, { apiVersion, kind, namespace, name });
        return {
          name: key,
          state: !read ? 'proposed' : covered > 0 ? 'accepted' : 'unused',
          policy: kinds.get(policy) ?? policy,
          constraint: null,
          severity: metadata.get(kinds.get(policy) ?? policy).severity,
          target: { clusters: [cluster.cluster.name], namespace, apiVersion, kind, name },
          fields: [],
          category: null,
          owner: null,
          reason,
          ticket: null,
          createdAt: null,
          expiresAt: null,
          hardExpiresAt: null,
          daysLeft: null,
          findings: covered,
          source: 'annotation',
          approval: null,
          file,
          line,
        };
      }),
    );
  });
}

/** Counts what an object's annotation covers: itself, and of a Namespace what is in it. */
function excludedBy(
  findings: readonly Finding[],
): (cluster: string, key: string, object: ResourceId) => number {
  const excluded = findings.filter((finding) => !counts(finding) && finding.acceptance?.expiresAt === null);
  const told = ({ cluster, acceptance }: Finding) => `${cluster} ${acceptance?.name}`;
  const itself = ({ kind, namespace, name }: ResourceId) => `${kind}/${namespace}/${name}`;
  const byObject = groupBy(excluded, (finding) => `${told(finding)} ${itself(finding.resource)}`);
  const byNamespace = groupBy(excluded, (finding) => `${told(finding)} ${finding.resource.namespace}`);
  return (cluster, key, object) => {
    const own = byObject.get(`${cluster} ${key} ${itself(object)}`) ?? [];
    const isNamespace = object.apiVersion === 'v1' && object.kind === 'Namespace';
    const within = isNamespace ? byNamespace.get(`${cluster} ${key} ${object.name}`) : undefined;
    return own.length + (within?.length ?? 0);
  };
}

/** Of the object and of its pod template. */
function exclusionsOf(object: unknown): readonly (readonly [string, string, string])[] {
  const places = [
    ['metadata'],
    ['spec', 'template', 'metadata'],
    ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
  ];
  const found = places.flatMap((path) => {
    const annotations = at(object, ...path, 'annotations');
    return isMapping(annotations) ? Object.entries(annotations) : [];
  });
  return [...new Map(found)].flatMap(([key, reason]) => {
    const policy = annotation.exec(key)?.[1];
    return policy === undefined ? [] : [[key, policy.toLowerCase(), String(reason)] as const];
  });
}
