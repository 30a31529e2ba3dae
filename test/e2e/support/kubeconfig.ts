import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

export interface KubeconfigProps {
  readonly port: number;
  readonly certificateAuthority: string;
  readonly token: string;
}

/** Writes a kubeconfig with one cluster and one user. */
export function writeKubeconfig(path: string, { port, certificateAuthority, token }: KubeconfigProps): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    clusters: [
      {
        name: 'e2e',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
        },
      },
    ],
    users: [{ name: 'e2e', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
}
