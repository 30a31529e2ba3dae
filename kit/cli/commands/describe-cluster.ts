import { nearest } from '../../../policies/nearest';
import { listApplications } from '../../core/applications/list-applications';
import { type ClusterDetails, describeClusters } from '../../core/workspace/describe-clusters';
import { UsageError } from '../../core/errors';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { landscapeOf } from '../landscape';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { paragraph } from '../output/paragraph';
import { stagesTable, stageRows } from '../output/stages';
import { table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';

/** `fleetkeep describe cluster` */
export const describeClusterCommand: CommandSpec = {
  description:
    'Says all that is known of one cluster: where it is declared and begins, its Kustomizations and HelmReleases with their states, the applications and the images. What violates its policies is said by `fleetkeep check -c NAME`. Ends with 3 when something could not be read.',
  operand: { name: '<name>', description: 'of the cluster, as `fleetkeep get clusters` lists it' },
  options: [],
  examples: [{ does: 'one cluster', line: 'fleetkeep describe cluster prod-weu' }],
  async run(context, _, name = '') {
    const { environment, engine, terminal, read, format, facts } = context;
    const landscape = await landscapeOf(context);
    const clusters = describeClusters(landscape);
    const cluster = clusters.find((one) => one.name === name);
    if (cluster === undefined) {
      const names = clusters.map((one) => one.name);
      const hint =
        names.length === 0 ? 'there are none' : `did you mean ${nearest(name, names).join(' or ')}?`;
      throw new UsageError(`there is no cluster '${name}': ${hint}`);
    }
    const listed = await listApplications(environment, engine, facts, landscape, {
      clusters: [name],
      onProgress: read.onProgress,
    });
    const stages = stageRows(listed.applications);
    const hidden = listed.notEvaluated.filter((one) => one.cluster === null || one.cluster === name);
    const document = { ...cluster, stages };
    const people = (wide: boolean) => () =>
      `${describe(cluster, terminal)}\n${stagesTable(stages, terminal, wide)}`;
    const printers = {
      table: people(false),
      wide: people(true),
      json: () => json(document),
      yaml: () => yaml(document),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(hidden, terminal, format));
    return exitCodeOf({ notEvaluated: hidden.length });
  },
};

function describe(cluster: ClusterDetails, terminal: Terminal): string {
  const { file, line } = cluster;
  const head = paragraph(
    [
      ['Cluster', cluster.name],
      ['Stage', cluster.stage],
      ['Kubernetes', cluster.kubernetesVersion],
      ['Location', cluster.location],
      ['Repository', cluster.repository],
      ['Revision', cluster.commit ?? 'the working tree'],
      ['Entry', `${cluster.entry}, delivered by ${cluster.delivery}`],
      ['Declared in', file === null ? null : line === null ? file : `${file}:${line}`],
      [
        'Labels',
        Object.entries(cluster.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(', '),
      ],
      ['Images', String(cluster.images.length)],
    ],
    terminal,
  );
  const { red, yellow } = terminal.colors;
  const units = table(
    cluster.units,
    [
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'NAMESPACE', value: ({ namespace }) => namespace, shrinks: true },
      { title: 'NAME', value: ({ name }) => name, shrinks: true },
      {
        title: 'STATE',
        value: ({ state }) => state,
        paint: (text, { state }) =>
          state === 'failed' ? red(text) : state === 'unknown' ? yellow(text) : text,
      },
      { title: 'RESOURCES', value: ({ resources }) => resources, alignRight: true },
      { title: 'PATH', value: ({ path }) => path, whole: true },
    ],
    terminal,
  );
  return `${head}\n${units}`;
}
