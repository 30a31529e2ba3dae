import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The etcd of the machine: it is not built here, because its module cannot be built outside of its own tree.
 *
 * @throws Error saying how to install it
 */
export async function requireEtcd(): Promise<string> {
  try {
    await promisify(execFile)('etcd', ['--version']);
    return 'etcd';
  } catch {
    throw new Error(
      "the control plane needs etcd, and 'etcd' was not found: install Debian's package etcd-server (test/e2e/tools/install.sh does)",
    );
  }
}
