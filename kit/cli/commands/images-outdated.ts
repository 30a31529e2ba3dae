import { timeOf } from '../../environment';
import { readDeclarations } from '../../core/declarations/read-declarations';
import { UsageError } from '../../core/errors';
import { groupBy } from '../../core/group-by';
import { type ImageState, type ImageStatus, orderImages, outdatedImages } from '../../core/images/outdated';
import { declaredImagePolicies, imagePolicyKind } from '../../core/images/versions/declared-policies';
import { type NotEvaluated, orderNotEvaluated } from '../../core/not-evaluated';
import { AllowedRegistries } from '../../core/registry/allowed-registries';
import { RegistryClient } from '../../core/registry/client';
import { inventoryAll, mergeUses, showClusters } from '../../core/workspace/inventory-all';
import { type CommandSpec, listOf, textOf } from '../command';
import { credentialVariable } from '../credential-variable';
import { exitCodeOf } from '../exit-code';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { distinct, eachPlace, type InPlace, placeFields, usedIn } from '../output/image-uses';
import { json } from '../output/json';
import { notEvaluatedList, notEvaluatedBeside, place } from '../output/not-evaluated';
import { plural } from '../output/summary';
import { type Column, table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { indented } from '../output/wrap';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep images outdated` */
export const imagesOutdatedCommand: CommandSpec = {
  description:
    'Compares the tag of every image with those of its registry, and a pinned digest with what the tag stands for now. Newest is the highest version that is compatible: of the same variant and precision, no pre-release, within the ImagePolicy documents of .securitytower/. Only registries that --registry or the workspace file of --workspace names are asked; an image whose registry may not or cannot be asked is unknown, never current. Ends with 0 when all are current, 1 when something is outdated, moved or missing, 3 when something is unknown.',
  options: [
    {
      flags: '--registry <host>',
      description:
        'a registry that may be asked, for instance docker.io or ghcr.io/acme; http://… for one without TLS; repeatable',
      repeatable: true,
    },
    {
      flags: '--registry-credentials <host=variable>',
      description:
        "environment variable that holds a registry's USER:PASSWORD (default: Docker's and Podman's configuration); repeatable",
      repeatable: true,
    },
    {
      flags: '--registry-timeout <seconds>',
      description: 'longest time for one answer of a registry (default: 20)',
    },
    {
      flags: '--no-ages',
      description: 'do not ask when images were built: fewer requests, and Docker Hub counts them',
    },
  ],
  examples: [
    {
      does: 'with the registries that may be asked',
      line: 'fleetkeep images outdated --registry docker.io --registry ghcr.io',
    },
    {
      does: 'for a spreadsheet',
      line: 'fleetkeep images outdated --registry ghcr.io/acme -o csv > outdated.csv',
    },
  ],
  async run(context, options) {
    const { environment, engine, terminal, read, format, version, facts } = context;
    const scope = await scopeFor(context);
    // A file that was only found may be anybody's: it opens no way to other hosts.
    const { registries = [], discovered = false } = scope.workspace ?? {};
    const allowed = new AllowedRegistries([...listOf(options.registry), ...(discovered ? [] : registries)]);
    const client = new RegistryClient({
      environment,
      allowed,
      version,
      cache: read.cache,
      credentials: listOf(options.registryCredentials).map((value) =>
        credentialVariable('--registry-credentials', value),
      ),
      timeoutSeconds: seconds(textOf(options.registryTimeout)),
    });
    try {
      const { parts, notEvaluated } = await inventoryAll(environment, engine, facts, scope);
      const found: ImageStatus[] = [];
      const unfit: NotEvaluated[] = [];
      for (const { files, uses, shown } of parts) {
        const policies = declaredImagePolicies(await readDeclarations(files, [imagePolicyKind]));
        for (const one of policies.notEvaluated) unfit.push(one);
        const statuses = await outdatedImages(
          uses.filter(({ registry }) => registry !== null),
          client,
          {
            policies,
            now: timeOf(environment),
            ages: options.ages !== false,
            onImage: (done, total, item) => read.onProgress?.({ phase: 'registry', done, total, item }),
          },
        );
        for (const status of showClusters(statuses, shown)) found.push(status);
      }
      const images = orderImages(mergeUses(found));
      const hidden = orderNotEvaluated([...notEvaluated, ...unfit]);
      const report = { images, notEvaluated: hidden, summary: summarize(images, hidden.length) };
      const people = (wide: boolean) => () =>
        `${table(images, columns(terminal, wide), terminal)}${reasons(images, terminal)}\n${notEvaluatedList(hidden, terminal, wide)}${summaryLine(report.summary, terminal)}`;
      const printers = {
        table: people(false),
        wide: people(true),
        json: () => json(report),
        yaml: () => yaml(report),
        csv: () => csv(eachPlace(images), fields),
      };
      context.print(print(printers, format));
      if (format === 'csv') context.warn(notEvaluatedBeside(hidden, terminal, format));
      const { outdated, moved, missing, unknown } = report.summary;
      return exitCodeOf({ notEvaluated: unknown + hidden.length, findings: outdated + moved + missing });
    } finally {
      await client.close();
    }
  },
};

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`--registry-timeout '${text}' is not a whole number of seconds above 0`);
}

type Summary = Readonly<Record<ImageState | 'images' | 'notEvaluated', number>>;

function summarize(images: readonly ImageStatus[], notEvaluated: number): Summary {
  const of = (state: ImageState): number => images.filter((one) => one.state === state).length;
  return {
    images: images.length,
    outdated: of('outdated'),
    moved: of('moved'),
    missing: of('missing'),
    unknown: of('unknown'),
    pinned: of('pinned'),
    current: of('current'),
    notEvaluated,
  };
}

function summaryLine(summary: Summary, { colors }: Terminal): string {
  const states = (['outdated', 'moved', 'missing', 'unknown', 'pinned', 'current'] as const)
    .filter((state) => summary[state] > 0)
    .map((state) => `${summary[state]} ${state}`);
  const hidden = summary.notEvaluated === 0 ? '' : `, ${summary.notEvaluated} not evaluated`;
  const paint =
    summary.outdated + summary.moved + summary.missing > 0
      ? colors.red
      : summary.unknown + summary.notEvaluated > 0
        ? colors.yellow
        : colors.green;
  return `${plural(summary.images, 'image')}: ${paint(`${states.join(', ') || 'none'}${hidden}`)}\n`;
}

function columns({ colors }: Terminal, wide: boolean): readonly Column<ImageStatus>[] {
  const paint: Readonly<Record<ImageState, (text: string) => string>> = {
    outdated: colors.red,
    moved: colors.red,
    missing: colors.red,
    unknown: colors.yellow,
    pinned: colors.dim,
    current: colors.green,
  };
  const all: readonly (Column<ImageStatus> | undefined)[] = [
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'IMAGE', value: nameOf, shrinks: true },
    { title: 'NOW', value: ({ tag, digest }) => tag ?? digest, shrinks: true },
    { title: 'NEWEST', value: ({ newest }) => newest, shrinks: true },
    { title: 'BEHIND', value: behindOf },
    wide
      ? { title: 'AGE', value: ({ ageDays }) => (ageDays === null ? null : `${ageDays} d`), alignRight: true }
      : undefined,
    ...usedIn(wide),
    wide ? { title: 'POLICY', value: ({ policy }) => policy?.level } : undefined,
    wide ? { title: 'SET BY', value: ({ uses }) => distinct(uses.map(place)), shrinks: true } : undefined,
  ];
  return all.filter((column) => column !== undefined);
}

/** Without what the other columns say. */
function nameOf({ image, registry, repository }: ImageStatus): string {
  return registry === null ? image : `${registry}/${repository}`;
}

/** `3 minor, 412 d` */
function behindOf({ behind, update, behindDays }: ImageStatus): string | null {
  if (behind === null || update === null) return null;
  return `${behind} ${update}${behindDays === null ? '' : `, ${behindDays} d`}`;
}

/** Why something is unknown, missing or moved, each reason once. */
function reasons(images: readonly ImageStatus[], { columns }: Terminal): string {
  const told = images.filter(({ reason, state }) => reason !== null && state !== 'pinned');
  const byReason = groupBy(told, ({ reason }) => reason ?? '');
  const lines = [...byReason].map(([reason, of]) => {
    const names = distinct(of.map(({ image }) => image.replace(/@.*/, '')));
    return `${indented(names, 2, columns)}${indented(reason, 4, columns)}`;
  });
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

type Row = InPlace<ImageStatus>;

const fields = [
  ...(
    [
      'image',
      'registry',
      'repository',
      'tag',
      'digest',
      'state',
      'newest',
      'update',
      'behind',
      'created',
    ] as const
  ).map((title) => ({ title, value: (row: Row) => row[title] })),
  ...(['newestCreated', 'ageDays', 'behindDays', 'reason'] as const).map((title) => ({
    title,
    value: (row: Row) => row[title],
  })),
  ...placeFields,
];
