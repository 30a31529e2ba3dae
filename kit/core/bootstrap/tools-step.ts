import type { Environment } from '../../environment';
import { credentialChecks } from '../doctor/local/credentials';
import type { LocalCheck } from '../doctor/local/check';
import { signing } from '../doctor/local/signing';
import { toolChecks } from '../doctor/local/tools';
import type { BootstrapStep, Look } from './step';

/** What the other steps run and sign in with is here: nothing is begun that could not be ended. */
export function toolsStep(environment: Environment, root: string): BootstrapStep {
  return {
    name: 'tools',
    does: 'Terraform, Git, a key to sign with and a sign-in to Azure are here',
    needs: [],
    look: () => look(environment, root),
  };
}

async function look(environment: Environment, root: string): Promise<Look> {
  const tools = await toolChecks(environment, { isProject: true });
  const credentials = await credentialChecks(environment);
  const key = await signing(environment, root);
  const lacks: readonly Pick<LocalCheck, 'found' | 'fix'>[] = [
    ...tools
      .filter(({ check, state }) => ['git', 'terraform', 'node'].includes(check) && state !== 'ok')
      .map(named),
    ...(key.usable ? [] : [key]),
    ...credentials.filter(({ check, state }) => check === 'azure-credentials' && state !== 'ok').map(named),
  ];
  if (lacks.length > 0) {
    return {
      kind: 'stopped',
      found: lacks.map(({ found }) => found).join('; '),
      fix: lacks.map(({ fix }) => fix).join('; '),
    };
  }
  const versions = tools
    .filter(({ check }) => check === 'git' || check === 'terraform')
    .map(({ check, found }) => `${check} ${found}`);
  return { kind: 'done', found: `${versions.join(', ')}; ${key.found}` };
}

function named({ check, found, fix }: LocalCheck): Pick<LocalCheck, 'found' | 'fix'> {
  return { found: `${check}: ${found}`, fix };
}
