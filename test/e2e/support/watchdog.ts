import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads process group ids from its input. The input ends when the process that wrote to it ends, however it ends: then
 * every group is killed. `done` says that all was ended in good order.
 */
const script = `
groups=
while read -r group; do
  [ "$group" = done ] && exit 0
  groups="$groups $group"
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
sleep 3
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`;

/** Ends programs when this process is gone and could not end them itself. */
export class Watchdog {
  private readonly child: ChildProcess;

  constructor() {
    this.child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.child.stdin?.on('error', () => undefined);
    // Neither the watchdog nor its pipe keeps this process from ending.
    this.child.unref();
    (this.child.stdin as Socket | null)?.unref();
  }

  add(group: number): void {
    this.child.stdin?.write(`${group}\n`);
  }

  dismiss(): void {
    this.child.stdin?.end('done\n');
  }
}
