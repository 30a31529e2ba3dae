import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { servingCertificate } from '../../e2e/support/certificates';
import { temporaryDirectory } from './temporary';

/** What a server of Git repositories by HTTPS has and wants. */
export interface GitServerOptions {
  /** Absolute path of the folder whose repositories it serves. */
  readonly root: string;
  /** `user:password` that it wants by basic authentication. */
  readonly login: string;
  /** Sends everybody to the same path of this address instead. @default serves */
  readonly redirectTo?: string;
}

/** A server of Git repositories by HTTPS: Git's own http-backend, behind basic authentication. */
export interface GitServer {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** Its certificate's file, which is its own authority. */
  readonly certificate: string;
  /** The `Authorization` headers that it was sent, undefined for a request without one. */
  readonly authorizations: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** Starts one. */
export async function gitServer({ root, login, redirectTo }: GitServerOptions): Promise<GitServer> {
  const folder = temporaryDirectory();
  const cert = await servingCertificate(folder);
  const key = readFileSync(join(folder, 'tls.key'), 'utf8');
  const authorizations: (string | undefined)[] = [];
  const wanted = `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer({ cert, key }, (request, response) => {
    const { authorization } = request.headers;
    authorizations.push(authorization);
    if (redirectTo !== undefined) {
      response.writeHead(302, { location: `${redirectTo}${request.url ?? ''}` }).end();
    } else if (authorization === wanted) {
      serve(root, request, response);
    } else {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    certificate: join(folder, 'tls.crt'),
    authorizations,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The gateway interface that git-http-backend(1) speaks, RFC 3875. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const { 'content-encoding': encoding, 'git-protocol': protocol } = request.headers;
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      ...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
      ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.once('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      answer
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
    );
    const { Status: status = '200', ...others } = headers;
    response.writeHead(Number.parseInt(status, 10), others).end(answer.subarray(end + 4));
  });
}
