import type { Violation } from '../../engine-client/protocol';
import { redactText } from '../redact';
import { at, isMapping, type Mapping, textAt } from '../yaml-documents';

/** The acceptance that covers a finding. Part of the public JSON. */
export interface Coverage {
  /** The acceptance's name; of an object that excludes itself the annotation. */
  readonly name: string;
  /** RFC 3339. From then on the finding counts again. Null: never, as of an annotation. */
  readonly expiresAt: string | null;
  /** RFC 3339. From then on admission denies. Null: never. */
  readonly hardExpiresAt: string | null;
}

/** What an acceptance has to name to cover a finding. Part of the public JSON. */
export interface Place {
  readonly field: string;
  readonly digest: string;
  /** What stands there; left out when it is long, or of a Secret. */
  readonly value?: unknown;
}

const longestShown = 300;

/** The acceptance that covers a violation longest; undefined when none does. */
export function coverageOf({ details }: Violation): Coverage | undefined {
  const exceptions = at(details, 'exceptions');
  const covering = (Array.isArray(exceptions) ? exceptions : [])
    .filter(isMapping)
    .flatMap((exception): Coverage[] => {
      const [name, expiresAt, hardExpiresAt] = ['id', 'expiresAt', 'hardExpiresAt'].map((key) =>
        textAt(exception, key),
      );
      if (name !== undefined && exception.legacy === true)
        return [{ name, expiresAt: null, hardExpiresAt: null }];
      const complete = name !== undefined && expiresAt !== undefined && hardExpiresAt !== undefined;
      return complete ? [{ name, expiresAt, hardExpiresAt }] : [];
    });
  return covering.sort((a, b) => endOf(b) - endOf(a))[0];
}

/** Whether an acceptance has not ended. A date that is none has ended. */
export function covers(coverage: Coverage, now: Date): boolean {
  return now.getTime() < endOf(coverage);
}

function endOf({ expiresAt }: Coverage): number {
  return expiresAt === null ? Infinity : Date.parse(expiresAt);
}

/** The place of a violation; undefined for policies that cannot be accepted. */
export function placeOf({ details }: Violation, object: Mapping): Place | undefined {
  const [field, digest] = [textAt(details, 'place'), textAt(details, 'digest')];
  if (field === undefined || digest === undefined) return undefined;
  const place = { field: redactText(field, object), digest };
  const value = at(details, 'value');
  const shown = value === undefined ? undefined : JSON.stringify(value);
  if (shown === undefined || shown.length > longestShown || redactText(shown, object) !== shown) return place;
  return { ...place, value };
}
