import type { CheckResult } from '../check/check';
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
export function legacyExclusions({ rendering, metadata }: CheckResult): readonly ListedAcceptance[] {
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
      exclusionsOf(object).map(([key, policy, reason]): ListedAcceptance => ({
        name: key,
        state: read ? 'accepted' : 'proposed',
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
        findings: 0,
        source: 'annotation',
        approval: null,
        file,
        line,
      })),
    );
  });
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
