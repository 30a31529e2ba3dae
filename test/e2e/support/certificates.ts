import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * A self-signed serving certificate for 127.0.0.1, as `tls.crt` and `tls.key` in `folder`. It is its own authority.
 *
 * @returns the certificate, PEM
 * @throws Error when openssl is missing or fails
 */
export async function servingCertificate(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const certificate = join(folder, 'tls.crt');
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', join(folder, 'tls.key'), '-out', certificate],
  ]);
  return readFileSync(certificate, 'utf8');
}

/** The key pair that service account tokens are signed with: kube-controller-manager and kube-apiserver share it. */
export function serviceAccountKeys(folder: string): {
  readonly privateKey: string;
  readonly publicKey: string;
} {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const privateKey = join(folder, 'service-account.key');
  const publicKey = join(folder, 'service-account.pub');
  writeFileSync(privateKey, pair.privateKey, { mode: 0o600 });
  writeFileSync(publicKey, pair.publicKey);
  return { privateKey, publicKey };
}
