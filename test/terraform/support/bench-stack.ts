import { announcedChanges } from './announced-changes';
import { isJsonObject, listOf, objectAt, type JsonObject } from './json';
import { plannedChanges } from './planned-change';
import { notReached, resultOf, type StackResult } from './stack-result';
import { runTerraform, type TerraformOutcome } from './terraform-command';
import { usedTypes } from './used-types';

export interface BenchStackProps {
  readonly name: string;
  /** The copy that Terraform works in. */
  readonly folder: string;
  /** Another copy, whose backend is the stack's own. */
  readonly originalFolder: string;
  readonly configuration: JsonObject;
  /** Where the bench keeps the stack's state. */
  readonly stateFile: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The stacks to apply before this one. */
  readonly before: () => readonly BenchStack[];
}

type Step = 'backend' | 'init' | 'validate' | 'plan' | 'apply' | 'settle';

/** What the azurerm backend says once it has accepted its settings. */
const notSignedIn = 'unable to build authorizer for Storage API';

/**
 * One synthesised stack in the bench. Each step runs once and brings about the steps before it, its own and those of
 * the stacks that this one reads; a failed step is a result, never an exception.
 */
export class BenchStack {
  private readonly steps = new Map<Step, Promise<StackResult>>();

  public constructor(private readonly props: BenchStackProps) {}

  public get name(): string {
    return this.props.name;
  }

  /**
   * `terraform init` with the stack's own backend, which the other steps replace. It is as good as it can be where
   * there is no Azure when nothing is wrong but that nobody is signed in.
   */
  public backend(): Promise<StackResult> {
    return this.once('backend', async () => {
      const outcome = await runTerraform(this.props.originalFolder, this.props.environment, [
        'init',
        '-json',
        '-input=false',
      ]);
      const diagnostics = outcome.diagnostics.filter(({ summary }) => !summary.startsWith(notSignedIn));
      const isReached = diagnostics.length < outcome.diagnostics.length;
      return resultOf(this.name, {
        ...outcome,
        diagnostics,
        exitCode: isReached && diagnostics.length === 0 ? 0 : outcome.exitCode,
      });
    });
  }

  /** `terraform init` and `terraform validate`. */
  public validate(): Promise<StackResult> {
    return this.once('validate', async () => {
      const initialised = await this.initialise();
      return initialised.succeeded ? this.run('validate', '-json') : initialised;
    });
  }

  /** `terraform plan`, after the stacks before it were applied. */
  public plan(): Promise<StackResult> {
    return this.once('plan', async () => {
      const failed = await this.firstFailure();
      return failed ?? this.planTo('first.tfplan');
    });
  }

  /** `terraform apply` of that plan. */
  public apply(): Promise<StackResult> {
    return this.once('apply', async () => {
      const planned = await this.plan();
      return planned.succeeded ? this.run('apply', '-json', '-input=false', 'first.tfplan') : planned;
    });
  }

  /** A second `terraform plan`, which holds no change where the stack settles. */
  public settle(): Promise<StackResult> {
    return this.once('settle', async () => {
      const applied = await this.apply();
      return applied.succeeded ? this.planTo('second.tfplan') : applied;
    });
  }

  /** A plan of now, whatever was done before. */
  public async planNow(): Promise<StackResult> {
    const initialised = await this.initialise();
    return initialised.succeeded ? this.planTo('again.tfplan') : initialised;
  }

  /** A plan of destroying what was applied of a type. @throws Error when there is nothing of it */
  public async destroyPlan(type: string): Promise<StackResult> {
    const resources = listOf(objectAt(await this.state(), 'values', 'root_module').resources);
    const found = resources.filter(isJsonObject).find((resource) => resource.type === type);
    if (found === undefined) throw new Error(`Nothing of type ${type} was applied.`);
    return this.run('plan', '-destroy', '-json', '-input=false', `-target=${String(found.address)}`);
  }

  /** The first plan, as `terraform show -json` prints it. */
  public async planned(): Promise<JsonObject> {
    const planned = await this.plan();
    if (!planned.succeeded) throw new Error(planned.report);
    return this.show('first.tfplan');
  }

  /** What was applied, as `terraform show -json` prints it. */
  public async state(): Promise<JsonObject> {
    const applied = await this.apply();
    if (!applied.succeeded) throw new Error(applied.report);
    return this.show();
  }

  /** The root outputs of what was applied. */
  public async outputs(): Promise<JsonObject> {
    const outputs = objectAt(await this.state(), 'values', 'outputs');
    return Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [name, objectAt({ output }, 'output').value]),
    );
  }

  private once(step: Step, work: () => Promise<StackResult>): Promise<StackResult> {
    const result = this.steps.get(step) ?? work();
    this.steps.set(step, result);
    return result;
  }

  private async firstFailure(): Promise<StackResult | undefined> {
    const valid = await this.validate();
    if (!valid.succeeded) return valid;
    for (const stack of this.props.before()) {
      const applied = await stack.apply();
      if (!applied.succeeded) return notReached(this.name, applied);
    }
    return undefined;
  }

  private initialise(): Promise<StackResult> {
    return this.once('init', () => this.run('init', '-json', '-input=false'));
  }

  private async planTo(file: string): Promise<StackResult> {
    const outcome = await this.terraform(
      'plan',
      '-json',
      '-input=false',
      '-detailed-exitcode',
      `-out=${file}`,
    );
    const announced = outcome.exitCode === 2 ? announcedChanges(outcome.messages) : [];
    const isDetailed = announced.every(({ action }) => action === 'create' || action === 'delete');
    return resultOf(this.name, outcome, isDetailed ? announced : plannedChanges(await this.show(file)));
  }

  private async show(...file: readonly string[]): Promise<JsonObject> {
    const outcome = await this.terraform('show', '-json', ...file);
    const shown: unknown = outcome.exitCode === 0 ? JSON.parse(outcome.output) : undefined;
    if (!isJsonObject(shown)) throw new Error(resultOf(this.name, outcome).report);
    return shown;
  }

  private async run(...parameters: readonly string[]): Promise<StackResult> {
    return resultOf(this.name, await this.terraform(...parameters));
  }

  private terraform(...parameters: readonly string[]): Promise<TerraformOutcome> {
    const types = usedTypes(this.props.configuration, this.props.stateFile);
    const environment = { ...this.props.environment, FLEETKEEP_BENCH_TYPES: types.join(',') };
    return runTerraform(this.props.folder, environment, parameters);
  }
}
