import type { CredentialVariable } from '../core/registry/credentials';
import { UsageError } from '../core/errors';

/**
 * Reads HOST=VARIABLE: a host, and the environment variable that holds its `user:password`.
 *
 * @throws UsageError for anything else
 */
export function credentialVariable(option: string, value: string): CredentialVariable {
  const at = value.lastIndexOf('=');
  const [registry, variable] = [value.slice(0, at).toLowerCase(), value.slice(at + 1)];
  if (at < 1 || !/^[A-Za-z_]\w*$/.test(variable))
    throw new UsageError(
      `${option} takes HOST=VARIABLE, the name of an environment variable and never its value: say for instance ghcr.io=GHCR_LOGIN`,
    );
  return { registry, variable };
}
