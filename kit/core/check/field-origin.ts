import type { FieldOrigin, RenderedResource, VariableOrigin, Violation } from '../../engine-client/protocol';

/** The line that set, or took away, the field that a finding is about. Part of the public JSON. */
export interface SetBy {
  readonly file: string;
  readonly line: number;
  readonly by: FieldOrigin['by'];
  /** Those that were substituted, and where each has its value. */
  readonly variables?: readonly VariableOrigin[];
}

/** Where workloads have their pod, to whose fields policies point. */
const pods: Readonly<Record<string, string>> = {
  CronJob: 'spec.jobTemplate.spec.template.',
  DaemonSet: 'spec.template.',
  Deployment: 'spec.template.',
  Job: 'spec.template.',
  ReplicaSet: 'spec.template.',
  ReplicationController: 'spec.template.',
  StatefulSet: 'spec.template.',
};

/**
 * What set the field of a violation, where that is not the resource's own file; undefined too where the policy names no
 * field, or nothing says what set it.
 */
export function setByOf({ details }: Violation, resource: RenderedResource): SetBy | undefined {
  const { fields = [], kind } = resource;
  const field = details?.field;
  if (typeof field !== 'string' || field === '' || fields.length === 0) return undefined;
  const container = details?.container;
  const named =
    typeof container === 'string' && container !== '' ? field.replace(/\[\d+\]/, `[${container}]`) : field;
  const origin = find(fields, `${pods[kind] ?? ''}${named}`) ?? find(fields, named);
  if (origin?.file === undefined || origin.line === undefined || origin.by === 'owner') return undefined;
  const { file, line, by, variables } = origin;
  return { file, line, by, ...(variables === undefined ? {} : { variables }) };
}

/** The field itself, else the first below it. */
function find(fields: readonly FieldOrigin[], path: string): FieldOrigin | undefined {
  return (
    fields.find((one) => one.path === path) ??
    fields.find((one) => one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`))
  );
}
