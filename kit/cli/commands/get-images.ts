import { FleetReader } from '../../core/fleet-reader';
import { type ImageUse, imageUses } from '../../core/images/image-use';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedWarnings } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import { yaml } from '../output/yaml';

/** `fleetkeep get images` */
export const getImagesCommand: CommandSpec = {
  name: 'get images',
  summary: 'the images that run, and where',
  description:
    'Lists every use of an image by a container, init and ephemeral ones too. Ends with 3 when something could not be rendered.',
  options: [],
  examples: [{ does: 'every image of one cluster', line: 'fleetkeep get images -c prod-weu' }],
  async run(context) {
    const { environment, engine, terminal, read, format } = context;
    const { rendering, notEvaluated } = await new FleetReader(environment, engine, read).read();
    const uses = imageUses(rendering);
    const printers = {
      table: () => table(uses, columns(false), terminal),
      wide: () => table(uses, columns(true), terminal),
      json: () => json(uses),
      yaml: () => yaml(uses),
      csv: () =>
        csv(
          uses,
          fields.map((title) => ({ title, value: (use) => use[title] })),
        ),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedWarnings(notEvaluated, terminal));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};

const fields = [
  ...(['image', 'registry', 'repository', 'tag', 'digest', 'cluster', 'stage'] as const),
  ...(['application', 'namespace', 'kind', 'name', 'container'] as const),
];

function columns(wide: boolean): readonly Column<ImageUse>[] {
  return [
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    { title: 'NAMESPACE', value: ({ namespace }) => namespace },
    { title: 'WORKLOAD', value: ({ kind, name }) => `${kind}/${name}`, shrinks: true },
    ...(wide ? [{ title: 'CONTAINER', value: ({ container }: ImageUse) => container }] : []),
    { title: 'IMAGE', value: ({ image }) => image, shrinks: true },
  ];
}
