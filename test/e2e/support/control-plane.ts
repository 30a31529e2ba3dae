import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from './build-programs';
import type { Endpoint } from './https-json';
import { newIdentities, type Identity } from './identities';
import { writeKubeconfig } from './kubeconfig';
import { KubernetesClient } from './kubernetes-client';
import { startKubernetes } from './kubernetes';
import { Supervisor } from './supervisor';

/**
 * A real control plane on loopback: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok for nodes.
 * Gatekeeper and Flux are started on top of it (`startGatekeeper`, `startFlux`).
 */
export class ControlPlane {
  private constructor(
    readonly name: string,
    readonly folder: string,
    readonly port: number,
    readonly certificateAuthority: string,
    readonly identities: ReturnType<typeof newIdentities>,
    readonly supervisor: Supervisor,
    /** In milliseconds since the epoch. */
    private readonly started: number,
  ) {
    this.admin = this.client(identities.admin);
  }

  /**
   * @param name for its folder under the system's temporary folder
   * @throws Error with the last words of the program that did not come up; the logs are kept then
   */
  static async start(name: string): Promise<ControlPlane> {
    const started = Date.now();
    const folder = mkdtempSync(join(tmpdir(), `fleetkeep-e2e-${name}-`));
    const identities = newIdentities();
    const supervisor = new Supervisor(join(folder, 'logs'));
    try {
      const { port, certificateAuthority } = await startKubernetes({ folder, identities, supervisor });
      return new ControlPlane(name, folder, port, certificateAuthority, identities, supervisor, started);
    } catch (error) {
      await supervisor.stopAll();
      throw new Error(`${(error as Error).message}\nlogs: ${supervisor.logs}`, { cause: error });
    }
  }

  /** A client as cluster-admin. */
  readonly admin: KubernetesClient;

  client(identity: Identity): KubernetesClient {
    return new KubernetesClient(this.endpoint(identity));
  }

  endpoint({ token }: Identity): Endpoint {
    return { port: this.port, certificateAuthority: this.certificateAuthority, token };
  }

  /** The path of a kubeconfig for a program of this control plane. */
  kubeconfig({ user, token }: Identity): string {
    const path = join(this.folder, `${user.replaceAll(':', '-')}.kubeconfig`);
    writeKubeconfig(path, { port: this.port, certificateAuthority: this.certificateAuthority, token });
    return path;
  }

  /** A folder of its own for a program's data. */
  subfolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** How long it lived, what it holds and what it took of the processors. */
  private summary(): string {
    const seconds = Math.round((Date.now() - this.started) / 1000);
    const usage = [...this.supervisor.usage()];
    const gibibytes = usage.reduce((sum, [, { residentBytes }]) => sum + residentBytes, 0) / 2 ** 30;
    const shares = usage.map(([name, { processorSeconds }]) => `${name} ${Math.round(processorSeconds)}`);
    return `ended after ${seconds} s, ${gibibytes.toFixed(1)} GiB in use, seconds of processors: ${shares.join(', ')}`;
  }

  /** Ends every program; the folder with data and logs goes too, unless it is to be looked at. */
  async stop({ keep = false }: { readonly keep?: boolean } = {}): Promise<void> {
    process.stderr.write(`control plane ${this.name}: ${this.summary()}\n`);
    await this.supervisor.stopAll();
    if (keep) process.stderr.write(`control plane ${this.name}: logs are kept in ${this.supervisor.logs}\n`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Builds what `ControlPlane.start` needs, so that a test's own time starts when everything is there. */
export async function ensureControlPlane(): Promise<void> {
  for (const name of [
    'etcd',
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kwok',
  ] as const) {
    await ensureProgram(name);
  }
}
