import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { AllowedRegistries } from '../../../../kit/core/registry/allowed-registries';
import { RegistryClient, type RegistryClientOptions } from '../../../../kit/core/registry/client';
import { type Fault, type FaultyRegistry, faulty } from '../../../registry/faults';
import { buildTimeout } from '../../../registry/program';
import { push, type Registry, startRegistry } from '../../../registry/registry';
import { testEnvironment } from '../../support/environment';
import { temporaryDirectory } from '../../support/temporary';

const login = { username: 'ann', password: 'a secret of ann' };
const many = Array.from({ length: 25 }, (_, index) => `1.${index}.0`);
let open: Registry;
let closed: Registry;
let proxy: FaultyRegistry;
let digest: string;

beforeAll(async () => {
  open = await startRegistry({ maxTags: 10 });
  closed = await startRegistry({ login });
  digest = await push(open, 'shop/web', many, { created: '2026-01-02T03:04:05Z' });
}, buildTimeout);
afterAll(() => Promise.all([open.stop(), closed.stop()]));
beforeEach(async () => (proxy = await faulty(open)));
afterEach(() => proxy.stop());

async function withClient<T>(
  registry: Registry,
  work: (client: RegistryClient) => Promise<T>,
  options: Partial<RegistryClientOptions> = {},
): Promise<T> {
  const client = new RegistryClient({
    environment: options.environment ?? quiet(),
    allowed: new AllowedRegistries([registry.address]),
    version: 'test',
    ...options,
  });
  return work(client).finally(() => client.close());
}

/** An environment in which nobody has logged in. */
function quiet(variables: Readonly<Record<string, string>> = {}) {
  const environment = testEnvironment();
  const none = {
    HOME: temporaryDirectory(),
    DOCKER_CONFIG: undefined,
    XDG_RUNTIME_DIR: undefined,
    REGISTRY_AUTH_FILE: undefined,
  };
  return { ...environment, variables: { ...environment.variables, ...none, ...variables } };
}

const tagsOf = (registry: Registry, options?: Partial<RegistryClientOptions>) =>
  withClient(registry, (client) => client.tags(registry.host, 'shop/web'), options);
const listAddress = '/v2/shop/web/tags/list';

test('all pages of tags', async () => {
  expect((await tagsOf(proxy)).toSorted()).toEqual(many.toSorted());
  expect(proxy.asked).toHaveLength(3);
});

test('what a tag stands for, and when it was built, also through an index', async () => {
  const index = await push(open, 'shop/index', ['2'], { created: '2026-02-03T04:05:06.789Z', index: true });
  const plain = await push(open, 'shop/reproducible', ['3'], { created: '1970-01-01T00:00:00Z' });
  await withClient(open, async (client) => {
    expect(await client.digest(open.host, 'shop/web', '1.2.0')).toBe(digest);
    expect(await client.digest(open.host, 'shop/web', '9.9.9')).toBeUndefined();
    expect(await client.created(open.host, 'shop/web', digest)).toBe('2026-01-02T03:04:05Z');
    expect(await client.digest(open.host, 'shop/index', '2')).toBe(index);
    expect(await client.created(open.host, 'shop/index', index)).toBe('2026-02-03T04:05:06Z');
    // Reproducible builds say the epoch.
    expect(await client.created(open.host, 'shop/reproducible', plain)).toBeNull();
  });
});

test('a registry that answers HEAD without a digest is asked for the whole', async () => {
  proxy.fault = ({ method }, response) => {
    if (method !== 'HEAD') return 'pass';
    response.writeHead(200).end();
    return 'answered';
  };
  expect(await withClient(proxy, (client) => client.digest(proxy.host, 'shop/web', '1.2.0'))).toBe(digest);
});

test('what is addressed by a digest is checked, and asked for once', async () => {
  const environment = quiet();
  const created = () =>
    withClient(proxy, (client) => client.created(proxy.host, 'shop/web', digest), { environment });
  expect(await created()).toBe('2026-01-02T03:04:05Z');
  const asked = proxy.asked.length;
  expect(await created()).toBe('2026-01-02T03:04:05Z');
  expect(proxy.asked).toHaveLength(asked);
  proxy.fault = ({ url = '' }, response) => {
    if (!url.includes('/manifests/')) return 'pass';
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"annotations":{"org.opencontainers.image.created":"2030-01-01"}}');
    return 'answered';
  };
  await expect(withClient(proxy, (client) => client.created(proxy.host, 'shop/web', digest))).rejects.toThrow(
    /gives for sha256:.* something else/,
  );
});

test('a list that has not changed is not sent again', async () => {
  const environment = quiet();
  let sent = 0;
  const conditional: string[] = [];
  proxy.fault = ({ url, headers }, response) => {
    if (url?.startsWith(listAddress) !== true) return 'pass';
    conditional.push(String(headers['if-none-match']));
    if (headers['if-none-match'] === '"one"') response.writeHead(304).end();
    else {
      sent++;
      response.writeHead(200, { 'content-type': 'application/json', etag: '"one"' }).end('{"tags":["7"]}');
    }
    return 'answered';
  };
  expect(await tagsOf(proxy, { environment })).toEqual(['7']);
  expect(await tagsOf(proxy, { environment })).toEqual(['7']);
  expect({ sent, conditional }).toEqual({ sent: 1, conditional: ['undefined', '"one"'] });
  expect(await tagsOf(proxy, { environment, cache: false })).toEqual(['7']);
  expect(sent).toBe(2);
});

const answer =
  (status: number, headers: Readonly<Record<string, string>>, body = ''): Fault =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
    return 'answered';
  };
const json = { 'content-type': 'application/json' };

test.each<[string, Fault, RegExp]>([
  [
    'a web page',
    answer(200, { 'content-type': 'text/html' }, '<html>Log in</html>'),
    /answers with a web page: it is no registry/,
  ],
  ['a web page that says JSON', answer(200, json, '<!doctype html>'), /answers with a web page/],
  ['no JSON', answer(200, json, 'tags'), /answers with what is no JSON/],
  ['no list', answer(200, json, '{"tags":{"1":2}}'), /what is no list/],
  [
    'pages in a circle',
    answer(200, { ...json, link: `<${listAddress}?n=1000>; rel="next"` }, '{"tags":["1"]}'),
    /without end: its pages lead in a circle/,
  ],
  [
    'pages without end',
    ({ url = '' }, response) => {
      const next = Number(new URL(url, 'http://x').searchParams.get('last') ?? '0') + 1;
      response
        .writeHead(200, { ...json, link: `<${listAddress}?last=${next}>; rel="next"` })
        .end('{"tags":["1"]}');
      return 'answered';
    },
    /without end: a page brings nothing new/,
  ],
  [
    'a page of another host',
    answer(200, { ...json, link: '<http://169.254.169.254/latest?n=1>; rel="next"' }, '{"tags":["1"]}'),
    /to another host, which is not asked/,
  ],
  [
    'a redirect to another host',
    answer(307, { location: 'http://169.254.169.254/latest' }),
    /sends to http:\/\/169\.254\.169\.254, which may not be asked/,
  ],
  [
    'a redirect to a file',
    answer(302, { location: 'file:///etc/passwd' }),
    /sends to file:\/\/, which may not be asked/,
  ],
  ['redirects without end', answer(302, { location: '/v2/again' }), /sends on and on/],
  [
    'a token of another host',
    answer(401, { 'www-authenticate': 'Bearer realm="https://evil.example.com/token",service="x"' }),
    /wants a token of https:\/\/evil\.example\.com, which may not be asked: say --registry evil\.example\.com too/,
  ],
  ['401 and nothing else', answer(401, {}), /does not say what it wants/],
  [
    'a password',
    answer(401, { 'www-authenticate': 'Basic realm="x"' }),
    /does not let anybody read this: log in/,
  ],
  [
    'no such repository',
    answer(404, json, '{"errors":[{"code":"NAME_UNKNOWN"}]}'),
    /has no repository shop\/web, or does not show it/,
  ],
  [
    'a mistake of its own',
    answer(418, json, '{"errors":[{"code":"TEAPOT","message":"secret"}]}'),
    /answers 418 \(TEAPOT\)$/,
  ],
  ['it fails', answer(503, {}), /answers 503: try again later/],
  [
    'it limits for long',
    answer(429, { 'retry-after': '3600' }),
    /limits requests, for 3600 s: try again later, or log in/,
  ],
])('%s: said, and not taken for an answer', async (_, fault, message) => {
  proxy.fault = fault;
  await expect(tagsOf(proxy, { retries: 1 })).rejects.toThrow(message);
});

test('who is limited waits as long as is said, and goes on', async () => {
  let limited = 2;
  proxy.fault = (_, response) => {
    if (limited-- <= 0) return 'pass';
    response.writeHead(429, { 'retry-after': '0' }).end();
    return 'answered';
  };
  expect(await tagsOf(proxy)).toHaveLength(many.length);
});

test('who is limited for long asks nothing more', async () => {
  proxy.fault = answer(429, { 'retry-after': '3600' });
  await withClient(proxy, async (client) => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => client.tags(proxy.host, name));
    const outcomes = await Promise.allSettled(all);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
  // Six are under way at a time.
  expect(proxy.asked.length).toBeLessThanOrEqual(6);
});

test('a page that is refused for its size is asked for without one', async () => {
  proxy.fault = ({ url = '' }, response) => {
    if (!url.includes('?n=1000')) return 'pass';
    response.writeHead(400, json).end('{"errors":[{"code":"PAGINATION_NUMBER_INVALID"}]}');
    return 'answered';
  };
  expect(await tagsOf(proxy)).toHaveLength(many.length);
});

test('a repository of no tags has none', async () => {
  proxy.fault = answer(200, json, '{"name":"shop/web","tags":null}');
  expect(await tagsOf(proxy)).toEqual([]);
});

test('a registry that does not answer, or slowly, or is down', async () => {
  proxy.fault = () => 'answered';
  await expect(tagsOf(proxy, { timeoutSeconds: 1 })).rejects.toThrow(/does not answer within 1 s$/);
  proxy.fault = (_, response) => {
    response.writeHead(200, json);
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
    return 'answered';
  };
  await expect(tagsOf(proxy, { timeoutSeconds: 1 })).rejects.toThrow(/does not answer within 1 s$/);
  const nobody = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => nobody.once('listening', resolve));
  const host = `127.0.0.1:${(nobody.address() as AddressInfo).port}`;
  await new Promise((resolve) => nobody.close(resolve));
  await expect(tagsOf({ host, address: `http://${host}`, stop: () => open.stop() })).rejects.toThrow(
    /refuses connections$/,
  );
});

test('what is not allowed is not asked', async () => {
  const allowed = new AllowedRegistries([`${proxy.address}/other`]);
  await expect(tagsOf(proxy, { allowed })).rejects.toThrow(/may not be asked: say --registry/);
  expect(proxy.asked).toEqual([]);
});

describe('a registry that wants a token', () => {
  let realmHost: string;
  beforeAll(async () => {
    const { headers } = await fetch(`${closed.address}/v2/`);
    realmHost = new URL(/realm="([^"]*)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? '').host;
  });
  const asked = (variables: Readonly<Record<string, string>>, options: Partial<RegistryClientOptions> = {}) =>
    tagsOf(closed, {
      environment: quiet(variables),
      allowed: new AllowedRegistries([closed.address, `http://${realmHost}`]),
      ...options,
    });
  // Nothing is in it: that it says so shows that the token was taken.
  const opened = /has no repository shop\/web/;
  const configuration = (content: object): Readonly<Record<string, string>> => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'config.json'), JSON.stringify(content));
    return { DOCKER_CONFIG: folder };
  };
  const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');

  test.each<[string, () => Readonly<Record<string, string>>]>([
    ['password', () => configuration({ auths: { [closed.host]: { auth } } })],
    [
      'password under an address',
      () => configuration({ auths: { [`https://${closed.host}/v2/`]: { auth } } }),
    ],
    ['password of a path', () => configuration({ auths: { [`${closed.host}/shop`]: { auth } } })],
    ['identity token', () => configuration({ auths: { [closed.host]: { identitytoken: login.password } } })],
  ])("Docker's configuration: %s", async (_, variables) => {
    await expect(asked(variables())).rejects.toThrow(opened);
  });

  test.each([
    ['a password', { Username: login.username, Secret: login.password }, opened],
    ['an identity token', { Username: '<token>', Secret: login.password }, opened],
  ])('a credential helper: %s', async (_, said, message) => {
    const folder = temporaryDirectory();
    const helper = join(folder, 'docker-credential-test');
    writeFileSync(
      helper,
      `#!/bin/sh\nread host\n[ "$1 $host" = "get ${closed.host}" ] && echo '${JSON.stringify(said)}'\n`,
    );
    chmodSync(helper, 0o755);
    const variables = {
      ...configuration({ credHelpers: { [closed.host]: 'test' } }),
      PATH: `${folder}:${process.env['PATH']}`,
    };
    await expect(asked(variables)).rejects.toThrow(message);
  });

  test('an environment variable', async () => {
    const credentials = [{ registry: closed.host, variable: 'LOGIN' }];
    await expect(asked({ LOGIN: `${login.username}:${login.password}` }, { credentials })).rejects.toThrow(
      opened,
    );
    await expect(asked({}, { credentials })).rejects.toThrow(/the variable LOGIN, .* is not set: export it/);
    await expect(asked({ LOGIN: 'x' }, { credentials })).rejects.toThrow(/is not USER:PASSWORD/);
  });

  test.each<[string, () => Readonly<Record<string, string>>, RegExp]>([
    ['none', () => ({}), /does not let anybody read this: log in/],
    [
      'wrong ones',
      () =>
        configuration({ auths: { [closed.host]: { auth: Buffer.from('ann:wrong').toString('base64') } } }),
      /does not take the credentials that were found for it \(401\)/,
    ],
    [
      'a helper that is not there',
      () => configuration({ credsStore: 'not-there' }),
      /docker-credential-not-there of Docker's configuration cannot be run/,
    ],
    [
      'a helper that is no name',
      () => configuration({ credsStore: '../../bin/sh' }),
      /is no name of a program/,
    ],
    [
      'no base64',
      () => configuration({ auths: { [closed.host]: { auth: 'AAAA' } } }),
      /is not USER:PASSWORD in base64/,
    ],
  ])('%s: said without any secret', async (_, variables, message) => {
    const error = await asked(variables()).catch((one: Error) => one);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toMatch(/secret|wrong/);
  });

  test('the token is not asked for where that may not be', async () => {
    await expect(asked({}, { allowed: new AllowedRegistries([closed.address]) })).rejects.toThrow(
      /wants a token of http:\/\/127\.0\.0\.1:\d+, which may not be asked/,
    );
  });
});

test('what opens a registry is not sent to another host', async () => {
  const other = await faulty(open);
  proxy.fault = ({ headers }, response) => {
    if (headers.authorization === undefined)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    else response.writeHead(307, { location: `${other.address}${listAddress}` }).end();
    return 'answered';
  };
  const options = {
    environment: quiet({ LOGIN: 'ann:secret' }),
    credentials: [{ registry: proxy.host, variable: 'LOGIN' }],
    allowed: new AllowedRegistries([proxy.address, other.address]),
  };
  expect((await tagsOf(proxy, options)).length).toBeGreaterThan(0);
  expect(proxy.asked[1]).toMatch(/ \+auth$/);
  expect(other.asked).toEqual([`GET ${listAddress}`]);
  await other.stop();
});
