import type { Environment } from '../../../environment';
import type { LocalCheck } from './check';
import { credentialChecks } from './credentials';
import { declaredChecks } from './declared';
import { generatedCheck, isProject } from './project';
import { signingCheck } from './signing';
import { toolChecks } from './tools';

/** The public JSON of `fleetkeep doctor`. */
export interface MachineReport {
  readonly checks: readonly LocalCheck[];
}

/** What is on this machine and in the folder stood in. Nothing is changed; of the network only gh
 * and az ask, where no token is set. */
export async function examineMachine(environment: Environment): Promise<MachineReport> {
  const root = environment.workingDirectory;
  return {
    checks: [
      ...(await toolChecks(environment, { isProject: isProject(root) })),
      await signingCheck(environment, root),
      ...(await credentialChecks(environment)),
      await generatedCheck(environment, root),
      ...(await declaredChecks(environment)),
    ],
  };
}
