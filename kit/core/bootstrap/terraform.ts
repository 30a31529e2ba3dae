import { type Ended, type Programs, runStep } from './programs';
import { StepStopped } from './step';

/** How many resources a plan touches, and how. */
export interface PlanCount {
  readonly imports: number;
  readonly creates: number;
  readonly updates: number;
  /** Addresses of what would be destroyed, or destroyed and made again. */
  readonly destroys: readonly string[];
}

/** The parts of a state that tell two states apart. */
export interface StateFile {
  readonly lineage?: string;
  readonly serial?: number;
  readonly resources?: readonly unknown[];
}

interface ResourceChange {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly importing?: unknown };
}

/** The user's own Terraform in the folder of one synthesised stack. */
export class Terraform {
  constructor(
    private readonly folder: string,
    private readonly programs: Programs,
  ) {}

  async init(...more: readonly string[]): Promise<void> {
    await this.succeed(['init', '-input=false', '-no-color', ...more]);
  }

  /**
   * @param file where the plan goes: what is applied is what was shown
   * @returns whether there is anything to do
   */
  async plan(file: string): Promise<boolean> {
    const parameters = ['plan', '-input=false', '-no-color', '-detailed-exitcode', '-lock-timeout=60s'];
    const outcome = await this.run([...parameters, `-out=${file}`]);
    if (outcome.exitCode === 0) return false;
    if (outcome.exitCode === 2) return true;
    throw this.failure('plan', outcome);
  }

  /** A plan as people read it. Terraform itself leaves out sensitive values. */
  async show(file: string): Promise<string> {
    return (await this.succeed(['show', '-no-color', file])).said.trim();
  }

  async count(file: string): Promise<PlanCount> {
    const { stdout } = await this.succeed(['show', '-json', file]);
    const { resource_changes: changes = [] } = JSON.parse(stdout) as { resource_changes?: ResourceChange[] };
    const acting = (action: string): readonly ResourceChange[] =>
      changes.filter(({ change }) => change.actions.includes(action));
    return {
      imports: changes.filter(({ change }) => change.importing !== undefined).length,
      creates: acting('create').length,
      updates: acting('update').length,
      destroys: acting('delete').map(({ address }) => address),
    };
  }

  /** @param file a plan: nothing is asked any more */
  async apply(file: string): Promise<void> {
    const outcome = await this.run(['apply', '-input=false', '-no-color', file], 'loud');
    if (outcome.exitCode !== 0) throw this.failure('apply', outcome);
  }

  /** Addresses of all resources in the state. */
  async addresses(): Promise<ReadonlySet<string>> {
    const { stdout } = await this.succeed(['show', '-json']);
    const { values } = JSON.parse(stdout) as {
      values?: { root_module?: { resources?: readonly { readonly address: string }[] } };
    };
    return new Set((values?.root_module?.resources ?? []).map(({ address }) => address));
  }

  /** The state where it is kept; empty where there is none. */
  async pull(): Promise<StateFile> {
    const { stdout } = await this.succeed(['state', 'pull']);
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as StateFile);
  }

  /** Puts a state where it is to be kept. Terraform refuses to write over a foreign or newer one. */
  async push(file: string): Promise<void> {
    await this.succeed(['state', 'push', '-lock-timeout=60s', file]);
  }

  private async succeed(parameters: readonly string[]): Promise<Ended> {
    const outcome = await this.run(parameters);
    if (outcome.exitCode !== 0) throw this.failure(parameters[0] ?? '', outcome);
    return outcome;
  }

  private run(parameters: readonly string[], as: 'quiet' | 'loud' = 'quiet'): Promise<Ended> {
    return runStep(this.programs, 'terraform', parameters, {
      directory: this.folder,
      as,
      install: 'install Terraform 1.9 or newer: https://developer.hashicorp.com/terraform/install',
    });
  }

  private failure(command: string, { said }: Ended): StepStopped {
    const words = errorsOf(said);
    return new StepStopped(`terraform ${command} failed: ${words}`, hintFor(words));
  }
}

/** Terraform's errors without the boxes around them; everything that it said where there is no box. */
function errorsOf(said: string): string {
  const plain = said.replace(/^[│╷╵] ?/gm, '');
  const at = plain.indexOf('Error: ');
  return (at < 0 ? plain : plain.slice(at)).replace(/\n{2,}/g, '\n').trim();
}

/** What a person does about errors that the first day is known for. */
function hintFor(words: string): string {
  if (/AuthorizationPermissionMismatch|AuthorizationFailure|does not have.*storage.*blob/is.test(words)) {
    return "give yourself 'Storage Blob Data Contributor' on the account of the state (its keys are off), and wait until it holds, some minutes";
  }
  if (/unable to build authorizer|could not configure AzureCli|please run 'az login'/i.test(words)) {
    return "sign in to Azure: 'az login', or set ARM_CLIENT_ID and what goes with it";
  }
  if (/Error acquiring the state lock/i.test(words)) {
    return "somebody else works on this state: wait, or 'terraform force-unlock' in the stack's folder when nobody does";
  }
  if (/Resource (pre|post)condition failed/.test(words)) return 'do what it says';
  if (/\b(401|403)\b/.test(words)) {
    return 'the token or the account has too few rights for that: give it those that are named, or take an owner';
  }
  return 'mend what it says';
}
