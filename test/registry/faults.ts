import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Registry } from './registry';

/** Answers instead of the registry, or says that it should. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => 'pass' | 'answered';

/** A registry seen through a proxy that can misbehave. */
export interface FaultyRegistry extends Registry {
  /** What was asked, in order: method and address, with ` +auth` where something opened it. */
  readonly asked: readonly string[];
  /** From now on. @default all pass */
  fault: Fault;
}

/** Puts a proxy before a registry; stopping it leaves the registry. */
export async function faulty(registry: Pick<Registry, 'host'>): Promise<FaultyRegistry> {
  const asked: string[] = [];
  const proxied: FaultyRegistry = {
    asked,
    fault: () => 'pass',
    host: '',
    address: '',
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
  const server = createServer((incoming, response) => {
    asked.push(
      `${incoming.method} ${incoming.url}${incoming.headers.authorization === undefined ? '' : ' +auth'}`,
    );
    if (proxied.fault(incoming, response) === 'answered') return;
    const [hostname, port] = registry.host.split(':');
    const { method, url: path, headers } = incoming;
    const onward = request(
      { hostname, port, method, path, headers: { ...headers, host: registry.host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(proxied, { host, address: `http://${host}` });
}
