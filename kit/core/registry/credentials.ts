import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import type { Environment } from '../../environment';
import { at, isMapping, textAt } from '../yaml-documents';
import { RegistryError } from './registry-error';

/** What opens a registry. */
export type RegistryCredentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token, from which tokens for one repository are had. */
  | { readonly kind: 'identity-token'; readonly token: string };

/** A registry, and the environment variable that holds its `user:password`. */
export interface CredentialVariable {
  readonly registry: string;
  readonly variable: string;
}

/**
 * Finds credentials where others keep them: an environment variable that the user names, else Docker's and Podman's
 * configuration with the credential helpers that it names. We keep none, and show none.
 */
export class CredentialFinder {
  private readonly known = new Map<string, Promise<RegistryCredentials | undefined>>();
  private configuration: Promise<readonly AuthFile[]> | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly variables: readonly CredentialVariable[] = [],
  ) {}

  /**
   * Those of a registry; undefined where there are none, and it is asked as anybody.
   *
   * @throws RegistryError when what was named cannot be had
   */
  of(registry: string, repository: string): Promise<RegistryCredentials | undefined> {
    const key = `${registry}/${repository}`;
    const known = this.known.get(key) ?? this.find(registry, repository);
    this.known.set(key, known);
    return known;
  }

  private async find(registry: string, repository: string): Promise<RegistryCredentials | undefined> {
    const named = this.variables.find((one) => one.registry === registry);
    if (named !== undefined) return fromVariable(this.environment, named);
    this.configuration ??= readAuthFiles(this.environment);
    for (const file of await this.configuration) {
      const found = await fromAuthFile(this.environment, file, registry, repository);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function fromVariable(
  environment: Environment,
  { registry, variable }: CredentialVariable,
): RegistryCredentials {
  const value = environment.variables[variable];
  const colon = value?.indexOf(':') ?? -1;
  if (value === undefined || colon < 0)
    throw new RegistryError(
      `the variable ${variable}, which has the credentials of ${registry}, ${value === undefined ? 'is not set: export it' : 'is not USER:PASSWORD'}`,
    );
  return password(value.slice(0, colon), value.slice(colon + 1));
}

function password(username: string, secret: string): RegistryCredentials {
  // https://github.com/docker/docker-credential-helpers: a user of this name stands for an identity token.
  if (username === '<token>') return { kind: 'identity-token', token: secret };
  return { kind: 'password', username, password: secret };
}

/** A configuration file of Docker's or Podman's. */
interface AuthFile {
  readonly path: string;
  readonly content: unknown;
}

async function readAuthFiles({ variables }: Environment): Promise<readonly AuthFile[]> {
  const home = variables['HOME'] ?? homedir();
  const runtime = variables['XDG_RUNTIME_DIR'];
  const paths = [
    variables['REGISTRY_AUTH_FILE'],
    runtime === undefined ? undefined : join(runtime, 'containers', 'auth.json'),
    join(variables['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ];
  const files = await Promise.all(paths.flatMap((path) => (path === undefined ? [] : [readAuthFile(path)])));
  return files.filter((file) => file !== undefined);
}

async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return { path, content: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes what stands there.
    throw new RegistryError(`${path} is not valid JSON: correct it, or log in again`);
  }
}

async function fromAuthFile(
  environment: Environment,
  { path, content }: AuthFile,
  registry: string,
  repository: string,
): Promise<RegistryCredentials | undefined> {
  const helpers = at(content, 'credHelpers');
  const helper =
    keysOf(registry)
      .map((key) => textAt(helpers, key))
      .find(Boolean) ?? textAt(content, 'credsStore');
  if (helper !== undefined) {
    const found = await askHelper(environment, helper, registry);
    if (found !== undefined) return found;
  }
  const auths = at(content, 'auths');
  if (!isMapping(auths)) return undefined;
  const entries = Object.entries(auths)
    .map(([key, entry]) => [key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, ''), entry] as const)
    .filter(([key]) =>
      keysOf(registry).some((name) => key === name || `${name}/${repository}`.startsWith(`${key}/`)),
    )
    .sort(([a], [b]) => b.length - a.length);
  for (const [, entry] of entries) {
    const token = textAt(entry, 'identitytoken');
    if (token !== undefined) return { kind: 'identity-token', token };
    const auth = textAt(entry, 'auth');
    if (auth === undefined) continue;
    const text = Buffer.from(auth, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 0)
      throw new RegistryError(
        `${path}: the entry of ${registry} is not USER:PASSWORD in base64: log in again`,
      );
    return password(text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, ''));
  }
  return undefined;
}

/** Docker Hub is known by several names. */
function keysOf(registry: string): readonly string[] {
  return registry === 'docker.io'
    ? ['docker.io', 'index.docker.io', 'https://index.docker.io/v1/', 'registry-1.docker.io']
    : [registry];
}

const helperTimeout = 30_000;

/** Asks `docker-credential-<name> get`, the registry on its input: https://github.com/docker/docker-credential-helpers */
async function askHelper(
  { variables, workingDirectory }: Environment,
  name: string,
  registry: string,
): Promise<RegistryCredentials | undefined> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new RegistryError(
      `the credential helper '${name}' of Docker's configuration is no name of a program`,
    );
  const program = `docker-credential-${name}`;
  const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  const answer = await new Promise<string | undefined>((resolve, reject) => {
    const child = spawn(program, ['get'], {
      cwd: workingDirectory,
      env: { ...variables },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: helperTimeout,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.once('error', () =>
      reject(
        new RegistryError(
          `the credential helper ${program} of Docker's configuration cannot be run: install it`,
        ),
      ),
    );
    child.once('close', (code) => resolve(code === 0 ? text : undefined));
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
  if (answer === undefined) return undefined;
  try {
    const parsed = JSON.parse(answer) as unknown;
    const [username, secret] = [textAt(parsed, 'Username'), textAt(parsed, 'Secret')];
    return username === undefined || secret === undefined ? undefined : password(username, secret);
  } catch {
    throw new RegistryError(`the credential helper ${program} answered something else than JSON`);
  }
}
