import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import type { IndexedRepository } from '../../../../kit/core/workspace/index-workspace';
import { fleetkeepHere, type Outcome } from '../../support/cli';
import { gitServer, type GitServer, type GitServerOptions } from '../../support/git-server';
import { cleanCluster, deployment, manifests } from '../../support/manifests';
import { commit, git, makeRepository, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

/** With what a shell or a line of a protocol could trip over. */
const token = `s3cr3t $HOME "q" %s\\n'`;

const open: GitServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(options: GitServerOptions): Promise<GitServer> {
  const server = await gitServer(options);
  open.push(server);
  return server;
}

/** A folder with a repository `fleet` that a server can serve, and where it is changed. */
function origin(): { readonly root: string; readonly directory: string } {
  const directory = makeRepository({
    ...cleanCluster(),
    'apps/web.yaml': manifests(deployment('web', false)),
  });
  const root = temporaryDirectory();
  renameSync(join(directory, '.git'), join(root, 'fleet.git'));
  git(root, '-C', 'fleet.git', 'config', 'core.worktree', directory);
  write(directory, { '.git': `gitdir: ${join(root, 'fleet.git')}\n` });
  return { root, directory };
}

interface Stand {
  readonly cache: string;
  /** Every program that git started, with its arguments, as git traces them. */
  readonly trace: () => string;
  /** With the workspace file named. */
  readonly run: (...args: readonly string[]) => Promise<Outcome>;
  /** With the workspace file found in the folder stood in. */
  readonly find: (...args: readonly string[]) => Promise<Outcome>;
}

function stand(url: string, certificates: readonly string[], password: string, more = ''): Stand {
  const [folder, cache] = [temporaryDirectory(), temporaryDirectory()];
  const authorities = join(folder, 'authorities.crt');
  const trace = join(folder, 'trace');
  write(folder, {
    'fleetkeep.yaml': `repositories:\n  - url: ${url}/fleet.git\n    credentials: { variable: FLEET_TOKEN, username: robot }\n${more}`,
    'authorities.crt': certificates.map((file) => readFileSync(file, 'utf8')).join(''),
    trace: '',
  });
  const environment = {
    workingDirectory: folder,
    cacheDirectory: cache,
    variables: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_SSL_CAINFO: authorities,
      GIT_TRACE: trace,
      FLEET_TOKEN: password,
    },
  };
  return {
    cache,
    trace: () => readFileSync(trace, 'utf8'),
    find: (...args) => fleetkeepHere([...args, '-o', 'json'], undefined, environment),
    run: (...args) =>
      fleetkeepHere([...args, '--workspace', 'fleetkeep.yaml', '-o', 'json'], undefined, environment),
  };
}

/** Everything that a folder holds. */
function contents(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'latin1')}`)
    .join('\n');
}

test('a variable opens a repository by https, and is in no argument, no file and no message', async () => {
  const { root, directory } = origin();
  const server = await serve({ root, login: `robot:${token}` });
  const { cache, trace, run } = stand(server.url, [server.certificate], token);
  const first = await run('index');
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect((JSON.parse(first.stdout) as IndexedRepository[]).map(({ state }) => state)).toEqual(['cloned']);
  write(directory, { 'apps/web.yaml': manifests(deployment('web', false)).replace(':1.0.0', ':2.0.0') });
  commit(directory);
  const second = await run('index');
  expect((JSON.parse(second.stdout) as IndexedRepository[]).map(({ state }) => state)).toEqual(['updated']);
  const images = await run('get', 'images');
  expect(images.stdout).toContain('shop/web:2.0.0');
  expect(trace()).toContain('git-remote-https');
  const base64 = Buffer.from(`robot:${token}`).toString('base64');
  expect(server.authorizations).toContain(`Basic ${base64}`);
  for (const text of [trace(), contents(cache), ...[first, second, images].map((one) => JSON.stringify(one))])
    for (const secret of ['s3cr3t', base64]) expect(text.includes(secret)).toBe(false);
  const mirrors = join(cache, 'mirrors');
  const [mirror = ''] = readdirSync(mirrors).filter((name) => name.endsWith('.git'));
  expect(git(join(mirrors, mirror), 'config', 'remote.origin.url')).toBe(`${server.url}/fleet.git`);
});

test('a wrong one is named with its line, and not said; the rest goes on, exit code 3', async () => {
  const { root } = origin();
  const server = await serve({ root, login: `robot:${token}` });
  const other = makeRepository({ ...cleanCluster(), 'apps/web.yaml': manifests(deployment('web', false)) });
  const { cache, run } = stand(server.url, [server.certificate], 'wr0ng', `  - path: ${other}\n`);
  const { exitCode, stdout, stderr } = await run('get', 'images');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('shop/web:1.0.0');
  expect(stderr).toContain(`fleetkeep.yaml:2: url '${server.url}/fleet.git' cannot be fetched`);
  for (const text of [stderr, contents(cache)]) expect(text).not.toContain('wr0ng');
});

test('a server that sends elsewhere does not send what opens it there', async () => {
  const { root } = origin();
  const other = await serve({ root, login: `robot:${token}` });
  const server = await serve({ root, login: `robot:${token}`, redirectTo: other.url });
  const { run } = stand(server.url, [server.certificate, other.certificate], token);
  const { exitCode, stderr } = await run('get', 'images');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('cannot be fetched');
  expect(other.authorizations.length).toBeGreaterThan(0);
  expect(other.authorizations.filter((one) => one !== undefined)).toEqual([]);
});

test('a file that was only found is not believed, and a variable that is not set is named; nobody is asked', async () => {
  const server = await serve({ root: temporaryDirectory(), login: `robot:${token}` });
  const found = await stand(server.url, [server.certificate], token).find('get', 'images');
  expect(found.exitCode).toBe(2);
  expect(found.stderr).toContain(
    "fleetkeep.yaml:2: repository 'fleet' wants the variable FLEET_TOKEN, and nobody named the file: say --workspace fleetkeep.yaml",
  );
  const unset = await stand(server.url, [server.certificate], '').run('get', 'images');
  expect(unset.exitCode).toBe(2);
  expect(unset.stderr).toContain('wants the variable FLEET_TOKEN, which is not set: export it');
  expect(server.authorizations).toEqual([]);
});
