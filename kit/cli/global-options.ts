import { isAbsolute, resolve } from 'node:path';

import { entryPath } from '../core/clusters/entry-path';
import { UsageError } from '../core/errors';
import type { ReadOptions } from '../core/fleet-reader';
import { parseSelector } from '../core/selector';
import { AllowedAddresses } from '../core/repository/allowed-addresses';
import type { SourcePath } from '../engine-client/protocol';
import type { Environment } from '../environment';
import { credentialVariable } from './credential-variable';
import { listOf, type OptionSpec, type OptionValues, textOf } from './command';

/** The options of every command. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: '--repository <path|url>', description: 'the repository to read (default: the one stood in)' },
  {
    flags: '--workspace <file>',
    description:
      'read the repositories of this workspace file together (default: fleetkeep.yaml in this folder or one above it, where no repository is named)',
  },
  {
    flags: '--revision <revision>',
    description:
      'branch, tag or commit (default: the working tree; of a URL or bare repository its default branch)',
  },
  { flags: '--staged', description: 'read the index: what the next commit would hold' },
  {
    flags: '--fetch-missing',
    description: 'fetch what a partial clone lacks of the revision, from where it was cloned',
  },
  {
    flags: '--entry <name=path>',
    description:
      'a cluster that nothing declares, and the folder it begins in; of a cluster that was found another name, by its folder; repeatable',
    repeatable: true,
  },
  {
    flags: '--source <name=path>',
    description:
      'a local copy of a source that is not in the repository (a folder, a Git repository, an OCI image layout), for instance GitRepository/apps/shop=../shop; repeatable',
    repeatable: true,
  },
  {
    flags: '--fetch <host>',
    description:
      'fetch the Git repositories, charts and artifacts that sources name, of this host or below this path of it, for instance github.com/acme; repeatable (default: none)',
    repeatable: true,
  },
  {
    flags: '--fetch-credentials <host=variable>',
    description:
      "the environment variable that holds USER:PASSWORD of a host that charts are fetched from; repeatable (default: Docker's and Podman's configuration is asked)",
    repeatable: true,
  },
  {
    flags: '--flux-version <version>',
    description:
      "version of Flux in the clusters, for instance 2.8 (default: what each cluster's manifests say, else the newest)",
  },
  {
    flags: '--time-limit <seconds>',
    description: 'longest time for one Kustomization or HelmRelease (default: 60)',
  },
  {
    flags: '--memory-limit <mebibytes>',
    description: 'most memory that rendering may take (default: 4096)',
  },
  {
    flags: '--no-cache',
    description: 'neither use nor keep results of earlier runs ($XDG_CACHE_HOME/fleetkeep/results)',
  },
  { flags: '-c, --cluster <name>', description: 'only this cluster; repeatable', repeatable: true },
  {
    flags: '-l, --selector <labels>',
    description:
      'only what has these labels, as kubectl selects: applications and stages by those of their Application file, anything else by those of its cluster',
  },
  {
    flags: '--sort-by <field>',
    description: 'sort what is listed by a field of its JSON, for instance behind.days',
  },
  {
    flags: '-o, --output <format>',
    description:
      'table, wide, json, yaml or csv; for check sarif and junit too, for compliance sarif and html (default: table)',
  },
  {
    flags: '--no-pager',
    description: 'never page what is longer than the terminal (default: $PAGER, else less)',
  },
];

/**
 * What the global options say.
 *
 * @throws UsageError for a value that has not the form it should have
 */
export function readOptions(values: OptionValues, environment: Environment): ReadOptions {
  return {
    repository: textOf(values.repository),
    revision: textOf(values.revision),
    staged: stagedOf(values),
    fetchMissing: values.fetchMissing === true,
    clusters: listOf(values.cluster),
    entries: listOf(values.entry).map(parseEntry),
    sources: listOf(values.source).map((value) => parseSource(value, environment)),
    fetch: new AllowedAddresses(listOf(values.fetch)),
    cache: values.cache !== false,
    selector: selectorOf(values.selector),
    fetchCredentials: listOf(values.fetchCredentials).map((value) =>
      credentialVariable('--fetch-credentials', value),
    ),
    fluxVersion: textOf(values.fluxVersion),
    limits: {
      seconds: positive('--time-limit', values.timeLimit, 'seconds'),
      memoryMebibytes: positive('--memory-limit', values.memoryLimit, 'mebibytes'),
    },
  };
}

function selectorOf(value: OptionValues[string]): ReadOptions['selector'] {
  const text = textOf(value);
  return text === undefined ? undefined : parseSelector(text);
}

function stagedOf({ staged, revision }: OptionValues): boolean {
  if (staged === true && revision !== undefined)
    throw new UsageError('--staged and --revision exclude one another: the index is no revision');
  return staged === true;
}

function positive(option: string, value: OptionValues[string], unit: string): number | undefined {
  const text = textOf(value);
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(`${option} '${text}' is not a whole number of ${unit} above 0`);
}

function parseEntry(value: string): { readonly name: string; readonly path: string } {
  const [name, path] = splitPair(value);
  if (name === undefined || path === undefined) {
    throw new UsageError(
      `--entry '${value}' is not NAME=PATH: say for instance --entry prod=./clusters/prod`,
    );
  }
  const entry = isAbsolute(path) ? undefined : entryPath(path);
  if (entry === undefined) {
    throw new UsageError(
      `--entry '${value}': '${path}' is not in the repository: give a path relative to its root`,
    );
  }
  return { name, path: entry };
}

/** `Kind/namespace/name`; the kind is GitRepository and the namespace flux-system when they are left out. */
function parseSource(value: string, environment: Environment): SourcePath {
  const [name, path] = splitPair(value);
  const parts = name?.split('/') ?? [];
  if (path === undefined || parts.length > 3 || parts.some((part) => part === '')) {
    throw new UsageError(
      `--source '${value}' is not NAME=PATH: say for instance --source GitRepository/apps/shop=../shop`,
    );
  }
  const [kind, namespace, own] = [...['GitRepository', 'flux-system'].slice(0, 3 - parts.length), ...parts];
  return { source: `${kind}/${namespace}/${own}`, path: resolve(environment.workingDirectory, path) };
}

function splitPair(value: string): readonly [string?, string?] {
  const at = value.indexOf('=');
  const [name, path] = [value.slice(0, at), value.slice(at + 1)];
  return at > 0 && path !== '' ? [name, path] : [];
}
