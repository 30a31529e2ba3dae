import { request } from 'node:https';
import type { Endpoint } from './https-json';
import type { KubernetesObject } from './kubernetes-object';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubernetesObject;
}

/**
 * Hears every change of a collection in the API server's own order, what is there already first.
 *
 * @returns once it listens, a function that ends the watch
 * @throws Error when the API server refuses
 */
export function watch(
  endpoint: Endpoint,
  collection: string,
  onEvent: (event: WatchEvent) => void,
  onEnd: (error?: Error) => void,
): Promise<() => void> {
  let stopped = false;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: endpoint.port,
        path: `${collection}?watch=true&timeoutSeconds=3600`,
        ca: endpoint.certificateAuthority,
        headers: { Authorization: `Bearer ${endpoint.token}`, Accept: 'application/json' },
      },
      (incoming) => {
        if (incoming.statusCode !== 200) {
          incoming.resume();
          reject(new Error(`watch of ${collection}: status ${incoming.statusCode}`));
          return;
        }
        let rest = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) if (line) onEvent(JSON.parse(line) as WatchEvent);
        });
        incoming.on('close', () => {
          if (!stopped) onEnd();
        });
        resolve(() => {
          stopped = true;
          outgoing.destroy();
        });
      },
    );
    outgoing.on('error', (error) => {
      if (!stopped) onEnd(error);
      reject(error);
    });
    outgoing.end();
  });
}
