import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { RenderDocument } from '../../../../kit/core/render/document';
import type { Environment } from '../../../../kit/environment';
import { fleetkeepHere } from '../../support/cli';
import { testEnvironment } from '../../support/environment';
import { cleanCluster, manifests } from '../../support/manifests';
import { makeRepository } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

const login = 'robot:a secret of a robot';
let server: Server;
let host: string;

/** A Helm repository with one chart, that opens for one user. */
beforeAll(async () => {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'web/templates'), { recursive: true });
  writeFileSync(join(folder, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.4.0\n');
  const template =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {version: "{{ .Chart.Version }}"}\n';
  writeFileSync(join(folder, 'web/templates/web.yaml'), template);
  execFileSync('tar', ['-czf', 'web.tgz', 'web'], { cwd: folder });
  const index =
    'apiVersion: v1\nentries:\n  web:\n  - {apiVersion: v2, name: web, version: 1.4.0, urls: [web.tgz]}\n';
  const files = new Map<string, Buffer>([
    ['/charts/index.yaml', Buffer.from(index)],
    ['/charts/web.tgz', readFileSync(join(folder, 'web.tgz'))],
  ]);
  server = createServer(({ url = '', headers }, response) => {
    const content = files.get(url);
    const open = headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`;
    response.writeHead(!open ? 401 : content === undefined ? 404 : 200).end(open ? content : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function render(directory: string, overrides: Partial<Environment>, ...args: readonly string[]) {
  const parameters = ['render', '--repository', directory, '-o', 'json', ...args];
  const { stdout, stderr, exitCode } = await fleetkeepHere(parameters, undefined, overrides);
  expect(stdout + stderr).not.toContain('a secret of a robot');
  return { ...(JSON.parse(stdout) as RenderDocument), exitCode };
}

test('a chart is fetched where that is allowed, kept, and told of where it is not', async () => {
  const repository = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: 'charts', namespace: 'flux-system' },
    spec: { url: `http://${host}/charts` },
  };
  const release = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace: 'flux-system' },
    spec: {
      interval: '1h',
      chart: {
        spec: { chart: 'web', version: '1.4.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
      },
    },
  };
  const directory = makeRepository({
    ...cleanCluster(),
    'clusters/prod/web.yaml': manifests(repository, release),
  });
  // Nobody has logged in.
  const variables = { ...testEnvironment().variables, HOME: temporaryDirectory(), DOCKER_CONFIG: undefined };
  const own = { cacheDirectory: temporaryDirectory(), variables };

  const closed = await render(directory, own);
  expect(closed.exitCode).toBe(3);
  expect(closed.notEvaluated).toEqual([
    expect.objectContaining({
      kustomization: 'HelmRelease/flux-system/web',
      reason: expect.stringContaining(`--fetch ${host}`) as string,
    }),
  ]);
  const unknown = await render(directory, own, '--fetch', host);
  expect(unknown.exitCode).toBe(3);
  expect(unknown.notEvaluated.map(({ reason }) => reason).join('\n')).toContain('401 Unauthorized');

  const withLogin = ['--fetch', host, '--fetch-credentials', `${host}=CHARTS_LOGIN`];
  const open = await render(
    directory,
    { ...own, variables: { ...variables, CHARTS_LOGIN: login } },
    ...withLogin,
  );
  expect(open).toMatchObject({ exitCode: 0, notEvaluated: [] });
  expect(open.clusters[0]?.resources.find(({ name }) => name === 'web')).toMatchObject({
    kustomization: 'HelmRelease/flux-system/web',
    object: { data: { version: '1.4.0' } },
  });

  // A pinned version that was fetched once needs nobody.
  server.close();
  server.closeAllConnections();
  const offline = await render(directory, own, '--fetch', host);
  expect(offline).toMatchObject({ exitCode: 0, notEvaluated: [] });
  expect(readdirSync(directory)).not.toContain('artifacts');
});
