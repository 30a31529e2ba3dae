import { dirname, resolve } from 'node:path';

import { nearest } from '../../../policies/nearest';
import { entryPath } from '../clusters/entry-path';
import { UsageError } from '../errors';
import { repositoryName } from '../repository/address';
import { withoutCredentials } from '../repository/remote';
import { isMapping, type Mapping, parseYamlDocuments, type YamlDocument, YamlError } from '../yaml-documents';
import type { CredentialReference, Workspace, WorkspaceRepository } from './workspace';
import {
  namePattern,
  registryPattern,
  urlPattern,
  variablePattern,
  workspaceSchema,
} from './workspace-schema';

/**
 * Reads a workspace file.
 *
 * @param file as messages name it
 * @param absolute its absolute path: paths in it are relative to its folder
 * @throws UsageError with everything that is wrong with it: line, value and fix
 */
export function parseWorkspace(text: string, file: string, absolute: string, discovered: boolean): Workspace {
  const reader = new Reader(file, documentOf(text, file));
  const workspace = reader.read(dirname(absolute), discovered);
  if (reader.problems.length > 0) throw new UsageError(reader.problems.join('\n'));
  return workspace;
}

function documentOf(text: string, file: string): YamlDocument {
  let documents: readonly YamlDocument[];
  try {
    documents = parseYamlDocuments(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new UsageError(`${file}:${error.line}: is not valid YAML: ${error.message}`, { cause: error });
  }
  const [document, second] = documents;
  if (document === undefined)
    throw new UsageError(`${file}:1: says nothing: write 'repositories:' and a list of 'url:' or 'path:'`);
  if (second !== undefined)
    throw new UsageError(`${file}:${second.line}: a second document begins: a workspace is one`);
  return document;
}

const fields = workspaceSchema.properties;
const repositoryFields = fields.repositories.items.properties;
const credentialFields = repositoryFields.credentials.properties;

type Path = readonly (string | number)[];

/** Collects what is wrong instead of stopping at the first. */
class Reader {
  readonly problems: string[] = [];

  constructor(
    private readonly file: string,
    private readonly document: YamlDocument,
  ) {}

  read(folder: string, discovered: boolean): Workspace {
    const { value } = this.document;
    this.known(value, Object.keys(fields), [], 'a workspace');
    const list = this.list(value.repositories, ['repositories']);
    if (value.repositories === undefined || (Array.isArray(value.repositories) && list.length === 0))
      this.problem(['repositories'], "'repositories' names none: write a list of 'url:' or 'path:'");
    const repositories = list.flatMap((one, index) => this.repository(one, index, folder));
    const seen = new Map<string, WorkspaceRepository>();
    for (const repository of repositories) {
      const first = seen.get(repository.name);
      if (first === undefined) seen.set(repository.name, repository);
      else
        this.problems.push(
          `${this.file}:${repository.line}: a second repository is named '${repository.name}' (the first in line ${first.line}): give one of them another 'name'`,
        );
    }
    const registries = this.list(value.registries, ['registries']).flatMap((one, index) =>
      this.matching(
        one,
        ['registries', index],
        registryPattern,
        'a registry’s host, with or without a path, for instance ghcr.io/acme',
      ),
    );
    const stages = this.list(value.stages, ['stages']).flatMap((one, index) =>
      this.matching(one, ['stages', index], '\\S', 'the name of a stage'),
    );
    stages.forEach((stage, index) => {
      if (stages.indexOf(stage) < index)
        this.problem(['stages', index], `stage '${stage}' is named twice: name each once, in order`);
    });
    return { file: this.file, discovered, repositories, registries, stages };
  }

  private repository(one: unknown, index: number, folder: string): readonly WorkspaceRepository[] {
    const at: Path = ['repositories', index];
    if (!isMapping(one)) {
      this.problem(at, `${shown(one)} is no repository: write 'url: …' or 'path: …'`);
      return [];
    }
    this.known(one, Object.keys(repositoryFields), at, 'a repository');
    const place = this.placeOf(one, at, folder);
    const named =
      one.name === undefined
        ? undefined
        : this.matching(one.name, [...at, 'name'], namePattern, 'a name of letters, digits, . _ and -')[0];
    const revision =
      one.revision === undefined
        ? undefined
        : this.matching(one.revision, [...at, 'revision'], '^[^-]', 'a branch, tag or commit')[0];
    const entries = this.entries(one.entries, [...at, 'entries']);
    const credentials = this.credentials(one, at);
    if (place === undefined) return [];
    const fallback = repositoryName(place.url ?? place.path ?? '').replace(/[^\w.-]/g, '-');
    const name = one.name === undefined ? fallback : (named ?? fallback);
    const line = this.document.lineOf(...at);
    return [{ name, ...place, revision, entries, credentials, line }];
  }

  private placeOf(
    one: Mapping,
    at: Path,
    folder: string,
  ): { readonly url: string } | { readonly path: string; readonly url?: undefined } | undefined {
    const { url, path } = one;
    if ((url === undefined) === (path === undefined)) {
      const how = url === undefined ? "has neither 'url' nor 'path'" : "has both 'url' and 'path'";
      this.problem(at, `the repository ${how}: write one of them`);
      return undefined;
    }
    if (url !== undefined) {
      const fix =
        'an address by https, ssh or file, without a password (name its variable under credentials.variable)';
      const [address] = this.matching(url, [...at, 'url'], urlPattern, fix);
      return address === undefined ? undefined : { url: address };
    }
    const [written] = this.matching(path, [...at, 'path'], '\\S', 'the path of a repository');
    return written === undefined ? undefined : { path: resolve(folder, written) };
  }

  private entries(value: unknown, at: Path): readonly { readonly name: string; readonly path: string }[] {
    if (value === undefined) return [];
    if (!isMapping(value) || Object.keys(value).length === 0) {
      this.problem(at, `${shown(value)} is no mapping: write 'prod: ./clusters/prod' for each cluster`);
      return [];
    }
    return Object.entries(value).flatMap(([name, written]) => {
      const [path] = this.matching(written, [...at, name], '\\S', 'the folder that the cluster begins in');
      const entry = path === undefined ? undefined : entryPath(path);
      if (path !== undefined && (entry === undefined || path.startsWith('/')))
        this.problem([...at, name], `'${path}' is not in the repository: give a path relative to its root`);
      return entry === undefined ? [] : [{ name, path: entry }];
    });
  }

  private credentials(one: Mapping, at: Path): CredentialReference | undefined {
    const value = one.credentials;
    const here = [...at, 'credentials'];
    if (value === undefined) return undefined;
    if (!isMapping(value)) {
      // What stands here may be the secret itself: it is not repeated.
      this.problem(
        here,
        "is no mapping: write 'variable: NAME', the environment variable that holds the token",
      );
      return undefined;
    }
    this.known(value, Object.keys(credentialFields), here, 'credentials');
    if (typeof one.url !== 'string' || !one.url.startsWith('https://'))
      this.problem(here, 'only go with an https url: an ssh agent or the file system needs none');
    if (value.variable === undefined || !matches(value.variable, variablePattern)) {
      const fix =
        "write the name of an environment variable, for instance 'variable: FLEET_TOKEN', never the token";
      this.problem([...here, 'variable'], `credentials.variable names none: ${fix}`);
      return undefined;
    }
    const [username] =
      value.username === undefined
        ? []
        : this.matching(
            value.username,
            [...here, 'username'],
            credentialFields.username.pattern,
            'a user name',
          );
    return { variable: value.variable as string, username };
  }

  private list(value: unknown, at: Path): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.problem(at, `'${at.join('.')}' is ${shown(value)}, no list: begin each item with '- '`);
    return [];
  }

  /** The value as a list of one; none when it is something else, which is told. */
  private matching(value: unknown, at: Path, pattern: string, wanted: string): readonly string[] {
    if (matches(value, pattern)) return [String(value)];
    const safe = typeof value === 'string' ? `'${withoutCredentials(value)}'` : shown(value);
    this.problem(at, `${at.join('.')} is ${safe}: give ${wanted}`);
    return [];
  }

  private known(value: Mapping, names: readonly string[], at: Path, what: string): void {
    for (const name of Object.keys(value)) {
      if (names.includes(name)) continue;
      const fix = `did you mean ${nearest(name, names).join(' or ')}?`;
      this.problem([...at, name], `'${name}' is no field of ${what}; ${fix}`);
    }
  }

  private problem(at: Path, message: string): void {
    this.problems.push(`${this.file}:${this.document.lineOf(...at)}: ${message}`);
  }
}

function matches(value: unknown, pattern: string): boolean {
  return typeof value === 'string' && new RegExp(pattern).test(value);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  return typeof value === 'string' ? `'${withoutCredentials(value)}'` : JSON.stringify(value);
}
