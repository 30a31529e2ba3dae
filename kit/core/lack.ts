import type { Problem } from '../engine-client/protocol';

/** What many entries want for alike, so that one remedy serves them all; the reason says it, too. Part of the public JSON. */
export type Lack =
  /** A chart that lies outside of Git, and can be fetched. */
  | { readonly kind: 'chart'; readonly source: string | null; readonly fetch: string }
  /** The content of a source, for `--source`; what `--fetch` would have to say, null where nothing can be fetched. */
  | { readonly kind: 'source'; readonly source: string; readonly fetch: string | null }
  /** Something that a kustomization file names by a URL. */
  | { readonly kind: 'remote-resource' }
  /** The value of a variable; `Kind/namespace/name` of what could hold it, comma-separated, null where nothing in Git says. */
  | { readonly kind: 'variable'; readonly variable: string; readonly from: string | null }
  /** A verdict, which policies could not reach, and because of what. */
  | { readonly kind: 'verdict'; readonly because: string };

/**
 * What a problem of the engine wants for; undefined where it is a case of its own. The codes: engine/internal/helm/problem.go,
 * engine/internal/render/source.go, engine/internal/repository/errors.go.
 */
export function lackOf({ code, remedy }: Problem): Lack | undefined {
  const { source = null, fetch = null } = remedy ?? {};
  if (code === 'remote-base') return { kind: 'remote-resource' };
  if (code === 'chart-unavailable' && fetch !== null) return { kind: 'chart', source, fetch };
  if (code !== 'chart-unavailable' && code !== 'source-unavailable') return undefined;
  // Of an Application that Argo CD's entry applies, it is rather the entry that is to be told.
  if (source === null || (fetch === null && source.startsWith('Application/'))) return undefined;
  return { kind: 'source', source, fetch };
}
