import { Folder } from '../folder';
import { signingKeysSecret } from '../names';
import { SecretGenerator } from './kustomization-file';

/**
 * Writes the public keys as the files they are, so that a reviewer reads them, and makes the Secret of them that
 * `GitRepository.spec.verify` wants.
 *
 * @returns nothing to generate when there are no keys
 */
export function writeSigningKeys(
  folder: Folder,
  keys: ReadonlyMap<string, string>,
  namespace: string,
): readonly SecretGenerator[] | undefined {
  if (keys.size === 0) return undefined;
  const files = [...keys].map(([name, key]) => {
    const file = `signing-keys/${name}`;
    folder.writeText(file, key);
    return file;
  });
  return [{ name: signingKeysSecret, namespace, files, options: { disableNameSuffixHash: true } }];
}
