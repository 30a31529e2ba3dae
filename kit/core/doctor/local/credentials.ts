import type { Environment } from '../../../environment';
import { tokenKind, tokenVariables } from '../../github/client';
import { askProgram } from './ask-program';
import { type LocalCheck, ok, unknown, unused } from './check';

/** By which the provider of Azure signs in: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#authenticating-to-azure */
const azureVariables = [
  'ARM_CLIENT_CERTIFICATE_PATH',
  'ARM_CLIENT_SECRET',
  'ARM_OIDC_TOKEN',
  'ARM_OIDC_TOKEN_FILE_PATH',
  'ARM_USE_MSI',
  'ARM_USE_OIDC',
] as const;
const off = ['', '0', 'false'];

/** Which credentials there are, by the names of their places; what they are is not said. */
export async function credentialChecks(environment: Environment): Promise<readonly LocalCheck[]> {
  return [await githubCredential(environment), await azureCredential(environment)];
}

async function githubCredential(environment: Environment): Promise<LocalCheck> {
  const name = tokenVariables.find((variable) => environment.variables[variable]);
  if (name !== undefined) {
    return ok('github-token', `a ${tokenKind(environment.variables[name] ?? '')} in ${name}`);
  }
  const gh = await askProgram(environment, 'gh', 'auth', 'status');
  const signedIn = gh.kind === 'ended' && gh.exitCode === 0;
  const hint = 'GH_TOKEN=$(gh auth token)';
  return unused(
    'github-token',
    `none in ${tokenVariables.join(' or ')}; bootstrap and doctor github need one`,
    signedIn ? `gh is signed in: ${hint}` : `when you need one: ${hint}`,
  );
}

async function azureCredential(environment: Environment): Promise<LocalCheck> {
  const names = azureVariables.filter(
    (variable) => !off.includes((environment.variables[variable] ?? '').toLowerCase()),
  );
  if (names.length > 0) return ok('azure-credentials', `${names.join(', ')} set`);
  const az = await askProgram(
    environment,
    'az',
    'account',
    'show',
    '--query',
    'user.type',
    '--output',
    'tsv',
  );
  if (az.kind === 'ended' && az.exitCode === 0) {
    return ok('azure-credentials', `az is signed in as a ${az.stdout.trim() || 'user'}`);
  }
  if (az.kind === 'timed-out') {
    return unknown('azure-credentials', "'az account show' does not end", 'run it by hand, or az login');
  }
  return unused(
    'azure-credentials',
    'az is not signed in, and no ARM_… variable is set; bootstrap needs one of them',
    'when you need them: az login',
  );
}
