import { spawn } from 'node:child_process';
import { createHash, createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { registryProgram } from './program';

/** A registry that runs. */
export interface Registry {
  /** `127.0.0.1:5000` */
  readonly host: string;
  /** `http://127.0.0.1:5000`, as `--registry` takes it. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** Most tags on a page. @default no pages */
  readonly maxTags?: number;
  /** Who opens it: nobody has to, or a token that is given for this user and password. @default nobody */
  readonly login?: { readonly username: string; readonly password: string };
}

/** Starts the distribution project's registry with nothing in it. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetkeep-registry-'));
  const tokens = options.login === undefined ? undefined : await startTokenServer(folder, options.login);
  const configuration = {
    version: 0.1,
    log: { accesslog: { disabled: true }, level: 'error' },
    storage: { inmemory: {} },
    http: { secret: 'of a test', addr: 'unused' },
    ...(options.maxTags === undefined ? {} : { tags: { maxtags: options.maxTags } }),
    ...(tokens === undefined ? {} : { auth: { token: tokens.configuration } }),
  };
  const file = join(folder, 'config.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn(await registryProgram(), ['serve', file], { stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (words = `${words}${chunk}`.slice(-4_000)));
  const lines = createInterface(child.stdout);
  const host = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the registry ended with ${code}:\n${words}`)));
  });
  return {
    host,
    address: `http://${host}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
      lines.close();
      tokens?.server.closeAllConnections();
      tokens?.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The tokens that the registry was configured to believe: https://distribution.github.io/distribution/spec/auth/token/ */
async function startTokenServer(
  folder: string,
  { username, password }: NonNullable<RegistryOptions['login']>,
): Promise<{ readonly server: Server; readonly configuration: object }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = join(folder, 'jwks.json');
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'ES256' };
  writeFileSync(jwks, JSON.stringify({ keys: [key] }));
  const [issuer, service] = ['fleetkeep-test', 'registry'];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const fields = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
      const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      const known = request.headers.authorization === basic || fields.get('refresh_token') === password;
      if (!known) return response.writeHead(401).end();
      const [, name = '', actions = ''] = (fields.get('scope') ?? '').split(':');
      const now = Math.floor(Date.now() / 1000);
      const access = [{ type: 'repository', name, actions: actions.split(',') }];
      const claims = {
        iss: issuer,
        aud: fields.get('service'),
        sub: username,
        iat: now,
        nbf: now - 5,
        exp: now + 300,
        access,
      };
      const token = sign(claims, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ token, expires_in: 300 }));
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const realm = `http://127.0.0.1:${port}/token`;
  return { server, configuration: { realm, issuer, service, jwks } };
}

function sign(claims: object, pem: string): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'ES256', typ: 'JWT', kid: 'test' })}.${encode(claims)}`;
  const key = { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${createSign('SHA256').update(text).sign(key).toString('base64url')}`;
}

/** All that a request sends. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** What an image is made of. */
export interface PushedImage {
  /** When it was built; RFC 3339. @default it does not say */
  readonly created?: string;
  /** What tells it from others. @default '' */
  readonly content?: string;
  /** Whether the tag stands for an index with the image in it. @default false */
  readonly index?: boolean;
}

/**
 * Pushes an image of no layers to a registry that nobody has to open, under tags.
 *
 * @returns the digest that the tags stand for
 */
export async function push(
  { address }: Pick<Registry, 'address'>,
  repository: string,
  tags: readonly string[],
  { created, content = '', index = false }: PushedImage = {},
): Promise<string> {
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created,
    content,
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const configuration = await pushBlob(address, repository, config);
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: configuration,
      size: config.length,
    },
    layers: [],
  });
  if (!index) return pushManifest(address, repository, tags, type, manifest);
  const digest = await pushManifest(address, repository, [digestOf(manifest)], type, manifest);
  const indexType = 'application/vnd.oci.image.index.v1+json';
  const platform = { os: 'linux', architecture: 'amd64' };
  const list = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [{ mediaType: type, digest, size: manifest.length, platform }],
  };
  return pushManifest(address, repository, tags, indexType, JSON.stringify(list));
}

async function pushBlob(address: string, repository: string, content: string): Promise<string> {
  const digest = digestOf(content);
  const begun = await fetch(`${address}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const to = new URL(begun.headers.get('location') ?? '', address);
  to.searchParams.set('digest', digest);
  await expectCreated(
    await fetch(to, {
      method: 'PUT',
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    }),
  );
  return digest;
}

async function pushManifest(
  address: string,
  repository: string,
  references: readonly string[],
  type: string,
  text: string,
): Promise<string> {
  for (const reference of references) {
    const url = `${address}/v2/${repository}/manifests/${reference}`;
    await expectCreated(await fetch(url, { method: 'PUT', body: text, headers: { 'content-type': type } }));
  }
  return digestOf(text);
}

async function expectCreated(answer: Response): Promise<void> {
  if (answer.status !== 201) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
