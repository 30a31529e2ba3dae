interface GatorResult {
  readonly msg: string;
  readonly constraint: { readonly kind: string; readonly metadata: { readonly name: string } };
  readonly violatingObject: {
    readonly kind: string;
    readonly metadata: { readonly namespace?: string; readonly name: string };
  };
}

interface CheckDocument {
  readonly findings: readonly {
    readonly policy: string;
    readonly constraint: string;
    readonly resource: { readonly kind: string; readonly namespace: string; readonly name: string };
    readonly message: string;
  }[];
  readonly notEvaluated: readonly { readonly reason: string }[];
  readonly summary: { readonly resources: number; readonly reviewed: number };
}

/** What `fleetkeep check -o json` said. */
export function parseCheck(text: string): CheckDocument {
  return JSON.parse(text) as CheckDocument;
}

/** The verdicts of `gator test -o json`, a line each. */
export function gatorVerdicts(text: string): ReadonlySet<string> {
  return new Set(
    (JSON.parse(text) as readonly GatorResult[]).map(
      ({ msg, constraint, violatingObject: { kind, metadata } }) =>
        [constraint.kind, constraint.metadata.name, kind, metadata.namespace ?? '', metadata.name, msg].join(
          ' ',
        ),
    ),
  );
}

/** Those of `fleetkeep check -o json`. */
export function checkVerdicts({ findings }: CheckDocument): ReadonlySet<string> {
  return new Set(
    findings.map(({ policy, constraint, resource: { kind, namespace, name }, message }) =>
      [policy, constraint, kind, namespace, name, message].join(' '),
    ),
  );
}

/** @throws Error with examples when the two are not the same */
export function assertSameVerdicts(gators: ReadonlySet<string>, ours: ReadonlySet<string>): void {
  const onlyGators = [...gators].filter((one) => !ours.has(one));
  const onlyOurs = [...ours].filter((one) => !gators.has(one));
  if (onlyGators.length + onlyOurs.length === 0) return;
  const examples = [
    ...onlyGators.slice(0, 3).map((one) => `gator: ${one}`),
    ...onlyOurs.slice(0, 3).map((one) => `check: ${one}`),
  ];
  throw new Error(
    `verdicts differ: ${onlyGators.length} only by gator, ${onlyOurs.length} only by check\n${examples.join('\n')}`,
  );
}
