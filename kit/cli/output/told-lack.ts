import { groupBy } from '../../core/group-by';
import type { Lack } from '../../core/lack';
import type { NotEvaluated } from '../../core/not-evaluated';
import { compareText } from './compare-text';
import { some } from './some';
import { plural } from './summary';
import { unitOf } from './unit';

/** An entry that wants for what others may want for, too. */
export type Lacking<Kind extends Lack['kind'] = Lack['kind']> = NotEvaluated & {
  readonly lack: Extract<Lack, { kind: Kind }>;
};

/** What a group is told by: its first line, and what is below. Commands are never wrapped, so that they can be copied. */
export interface Told {
  readonly head: string;
  readonly lines?: readonly string[];
  readonly commands?: readonly string[];
}

/** Names of which a few say what many are. */
const mostNames = 3;

/** Tells what entries of one kind of lack come to, and what to do about all of them. */
export function tell(group: readonly Lacking[]): Told {
  const [first] = group;
  switch (first?.lack.kind) {
    case 'chart':
      return tellCharts(group.filter(isKind('chart')));
    case 'source':
      return tellSources(group.filter(isKind('source')));
    case 'variable':
      return tellVariables(group.filter(isKind('variable')));
    case 'remote-resource':
      return tellRemote(group);
    case 'verdict':
      return tellVerdicts(group, first.lack.because);
    case undefined:
      return { head: '' };
  }
}

function isKind<Kind extends Lack['kind']>(kind: Kind): (entry: Lacking) => entry is Lacking<Kind> {
  return (entry): entry is Lacking<Kind> => entry.lack.kind === kind;
}

function tellCharts(group: readonly Lacking<'chart'>[]): Told {
  const users = namesOf(group.map(({ kustomization }) => kustomization));
  return {
    head: `${users.head} ${users.count === 1 ? 'needs a chart that is' : 'need charts that are'} not in Git`,
    lines: [some(users.names, mostNames)],
    commands: [`to fetch all: ${fetches(group)}`],
  };
}

function tellSources(group: readonly Lacking<'source'>[]): Told {
  const sources = [...groupBy(group, ({ lack }) => lack.source)].sort(([a], [b]) => compareText(a, b));
  const fetchable = group.filter(({ lack }) => lack.fetch !== null);
  const all = fetchable.length === group.length ? 'all' : 'what can be';
  const orFetch = fetchable.length === 0 ? '' : ', or let them be fetched';
  return {
    head: `${plural(sources.length, 'source')} ${sources.length === 1 ? 'is' : 'are'} not in this repository: give copies${orFetch}`,
    commands: [
      ...sources.map(([source, of]) => {
        const { names } = namesOf(of.map(({ kustomization }) => kustomization));
        return `--source ${source}=PATH${names.length === 0 ? '' : `   for ${some(names, mostNames)}`}`;
      }),
      ...(fetchable.length === 0 ? [] : [`to fetch ${all}: ${fetches(fetchable)}`]),
    ],
  };
}

/** `--fetch ghcr.io --fetch quay.io` */
function fetches(group: readonly Lacking<'chart' | 'source'>[]): string {
  const hosts = new Set(group.flatMap(({ lack }) => lack.fetch ?? []));
  return [...hosts]
    .sort()
    .map((host) => `--fetch ${host}`)
    .join(' ');
}

function tellVariables(group: readonly Lacking<'variable'>[]): Told {
  const objects = [...groupBy(group, ({ lack }) => lack.from ?? '')].sort(
    ([a, ofA], [b, ofB]) => ofB.length - ofA.length || compareText(a, b),
  );
  const variables = new Set(group.map(({ lack }) => lack.variable));
  return {
    head: `only the cluster knows ${plural(variables.size, 'variable')}; what uses them is judged without their values`,
    lines: objects.map(([from, of]) => {
      const names = [...new Set(of.map(({ lack }) => lack.variable))].sort(compareText);
      const users = new Set(of.map(({ kustomization }) => kustomization));
      return `${from || 'nothing in Git names'}: ${some(names, mostNames)}, in ${plural(users.size, 'Kustomization')}`;
    }),
  };
}

function tellRemote(group: readonly Lacking[]): Told {
  const places = new Set(group.map(({ file, line }) => `${file}:${line}`));
  const { size } = new Set(group.map(({ file }) => file));
  return {
    head: `${plural(size, 'kustomization file')} ${size === 1 ? 'names' : 'name'} what is not in the repository: copy it into the repository, or make it a Flux source of its own`,
    lines: [...places].sort(compareText),
  };
}

function tellVerdicts(group: readonly Lacking[], because: string): Told {
  const names = new Set(
    group.map(({ resource }) => (resource === null ? '' : `${resource.kind} ${resource.name}`)),
  );
  return {
    head: `${plural(names.size, 'resource')} could not be judged: ${because}`,
    lines: [some([...names], mostNames)],
  };
}

/** Of Kustomizations, as entries name them: `2 HelmReleases and 1 Kustomization`, and their names without the kinds. */
function namesOf(users: readonly (string | null)[]): {
  readonly head: string;
  readonly count: number;
  readonly names: readonly string[];
} {
  const units = [...new Set(users.flatMap((user) => user ?? []))].map(unitOf);
  const kinds = groupBy(units, ({ kind }) => kind);
  return {
    head: [...kinds].map(([kind, of]) => plural(of.length, kind)).join(' and '),
    count: units.length,
    names: units.map(({ name }) => name).sort(compareText),
  };
}
