import type { ExposedVulnerability } from './assess';
import type { VulnerabilitySeverity } from './scan-report';

/** What a cluster, a stage or an application is exposed to. Part of the public JSON. */
export interface Exposure extends Readonly<Record<VulnerabilitySeverity, number>> {
  readonly by: 'cluster' | 'stage' | 'application';
  /** Null for what belongs to none. */
  readonly name: string | null;
  /** Images with open vulnerabilities. */
  readonly images: number;
  /** Open ones that a newer version of the package has repaired. */
  readonly fixable: number;
  readonly accepted: number;
  readonly notAffected: number;
}

const dimensions = ['cluster', 'stage', 'application'] as const;

interface Counted {
  readonly images: Set<string>;
  readonly counts: Record<VulnerabilitySeverity | 'fixable' | 'accepted' | 'notAffected', number>;
}

/** Counts vulnerabilities (each once an image) by where their images are used. */
export function exposureOf(vulnerabilities: readonly ExposedVulnerability[]): readonly Exposure[] {
  return dimensions.flatMap((by) => {
    const found = new Map<string | null, Counted>();
    for (const { uses, image, state, severity, fixedVersion } of vulnerabilities) {
      for (const name of new Set(uses.map((use) => use[by]))) {
        const counted = found.get(name) ?? empty();
        found.set(name, counted);
        if (state !== 'open') {
          counted.counts[state === 'accepted' ? 'accepted' : 'notAffected']++;
          continue;
        }
        counted.images.add(image);
        counted.counts[severity]++;
        if (fixedVersion !== null) counted.counts.fixable++;
      }
    }
    return [...found]
      .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([name, { images, counts }]): Exposure => ({ by, name, images: images.size, ...counts }));
  });
}

function empty(): Counted {
  return {
    images: new Set(),
    counts: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0, fixable: 0, accepted: 0, notAffected: 0 },
  };
}
