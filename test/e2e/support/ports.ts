import { createServer } from 'node:net';

/** Below the range that Linux and macOS give to outgoing connections, so that nobody takes a port by chance. */
const lowest = 12_000;
const highest = 32_000;
const taken = new Set<number>();

/** A port on loopback on which nobody listens and that this process has not given away before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (taken.has(port)) continue;
    taken.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
