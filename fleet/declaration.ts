import { Construct } from 'constructs';

import { placeOf, placedProblem } from './place';

/**
 * What every statement of the declaration has: a name, a place in the user's file, and no way to fail before the
 * whole is validated, so that one run reports every problem.
 */
export abstract class Declaration extends Construct {
  /** As the user wrote it, also where it is a duplicate. */
  readonly name: string;
  private readonly origin: Error;

  /**
   * @param kind the noun in messages, for instance `cluster`
   * @param place where it is declared, `file:line`. @default - the line of the user's file that made it
   */
  protected constructor(
    scope: Construct,
    readonly kind: string,
    name: string,
    private readonly place?: string,
  ) {
    super(scope, freeId(scope, kind, name));
    this.name = name;
    this.origin = new Error();
    this.node.addValidation({ validate: () => this.problems().map((problem) => this.describe(problem)) });
  }

  /** What is wrong with this statement alone: each text has the value given and the fix. */
  protected abstract problems(): readonly string[];

  /** `fleet.ts:12`. */
  get declaredAt(): string | undefined {
    return this.place ?? placeOf(this.origin);
  }

  /** `fleet.ts:12: cluster 'prod-weu': <problem>`. */
  describe(problem: string): string {
    return placedProblem(this.declaredAt, this.kind, this.name, problem);
  }
}

/** The tree refuses two children of one id: a second of the same name gets another, and validation reports it. */
function freeId(scope: Construct, kind: string, name: string): string {
  const base = `${kind}/${name}`.replaceAll('/', ' ');
  let id = base;
  for (let copy = 2; scope.node.tryFindChild(id) !== undefined; copy++) id = `${base} #${copy}`;
  return id;
}
