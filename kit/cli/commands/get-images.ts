import { groupBy } from '../../core/group-by';
import type { ImageUse } from '../../core/images/image-use';
import { landscapeImages } from '../../core/workspace/landscape-images';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { landscapeOf } from '../landscape';
import { arrange } from '../output/arrange';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside, place } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import { shortDigest } from '../output/versions';
import { yaml } from '../output/yaml';

/** `fleetkeep get images` */
export const getImagesCommand: CommandSpec = {
  description:
    'Lists every use of an image: by containers (init and ephemeral ones too) and image volumes of every kind of workload, and by the fields of custom resources in which widely used operators take images; kinds of your own are told by an ImageFields document in .securitytower/. The file is the one that sets the reference. Ends with 3 when something could not be rendered, or is no image reference.',
  options: [],
  examples: [
    { does: 'every image of one cluster', line: 'fleetkeep get images -c prod-weu' },
    { does: 'where each is set', line: 'fleetkeep get images -o wide' },
  ],
  async run(context) {
    const { terminal, read, format } = context;
    const { uses: all, notEvaluated } = landscapeImages(await landscapeOf(context), read);
    const uses = arrange(all, context.sortBy);
    const printers = {
      table: () => table(merged(uses), columns(false, terminal.columns !== undefined), terminal),
      wide: () => table(uses.map(once), columns(true), terminal),
      json: () => json(uses),
      yaml: () => yaml(uses),
      csv: () =>
        csv(
          uses,
          fields.map((title) => ({ title, value: (use) => use[title] })),
        ),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};

const fields = [
  ...(['image', 'registry', 'repository', 'tag', 'digest', 'cluster', 'stage'] as const),
  ...(['application', 'namespace', 'kind', 'name', 'container'] as const),
  ...(['kustomization', 'field', 'file', 'line'] as const),
];

interface Row extends ImageUse {
  /** How many places of the workload take the image. */
  readonly uses: number;
}

function once(use: ImageUse): Row {
  return { ...use, uses: 1 };
}

/** Without their containers, uses of an image by one workload are the same. */
function merged(uses: readonly ImageUse[]): readonly Row[] {
  const groups = groupBy(uses, ({ cluster, namespace, kind, name, image }) =>
    JSON.stringify([cluster, namespace, kind, name, image]),
  );
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, uses: group.length })),
  );
}

/** @param brief whether digests are shortened */
function columns(wide: boolean, brief = false): readonly Column<Row>[] {
  return [
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    ...(wide ? [{ title: 'STAGE', value: ({ stage }: ImageUse) => stage }] : []),
    { title: 'NAMESPACE', value: ({ namespace }) => namespace },
    {
      title: 'WORKLOAD',
      value: ({ kind, name, uses }) => `${kind}/${name}${uses > 1 ? ` (${uses} uses)` : ''}`,
      shrinks: true,
    },
    ...(wide
      ? [
          { title: 'APPLICATION', value: ({ application }: ImageUse) => application, shrinks: true },
          { title: 'CONTAINER', value: ({ container }: ImageUse) => container, shrinks: true },
        ]
      : []),
    { title: 'IMAGE', value: ({ image }) => (brief ? shortDigest(image) : image), shrinks: true },
    ...(wide
      ? [{ title: 'SET BY', value: ({ file, line }: ImageUse) => place({ file, line }), whole: true }]
      : []),
  ];
}
