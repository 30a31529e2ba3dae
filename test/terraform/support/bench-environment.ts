import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BenchAnswers } from './bench-answers';
import { benchOverride, overrideFileName, stateFile } from './bench-override';
import { BenchStack } from './bench-stack';
import { inDependencyOrder, stacksBefore } from './stack-order';
import { readSynthesisedStacks, type SynthesisedStack } from './synthesised-stack';
import { temporaryFolder } from './temporary-folder';
import { terraformEnvironment } from './terraform-environment';

/** A folder with copies of synthesised stacks and their states, in which the real Terraform works. */
export class BenchEnvironment {
  private readonly home = temporaryFolder('terraform');
  private readonly states = join(this.home, 'states');
  private readonly answersFile = join(this.home, 'answers.json');
  private readonly environment: NodeJS.ProcessEnv;
  private generation = 0;
  private current: readonly BenchStack[] = [];

  public constructor(mirror: string, synthesised: string, answers: BenchAnswers = {}) {
    mkdirSync(this.states);
    this.environment = terraformEnvironment(this.home, mirror, this.answersFile);
    this.tell(answers);
    this.replace(synthesised);
  }

  /** The stacks, in the order in which they can be applied. */
  public get stacks(): readonly BenchStack[] {
    return this.current;
  }

  /** @throws Error when there is no such stack, naming those that there are */
  public stack(name: string): BenchStack {
    const found = this.current.find((stack) => stack.name === name);
    if (found) return found;
    throw new Error(
      `There is no stack ${name}; there are ${this.current.map((stack) => stack.name).join(', ')}.`,
    );
  }

  /** Tells the test provider what to answer from now on; earlier answers are forgotten. */
  public tell(answers: BenchAnswers): void {
    writeFileSync(
      this.answersFile,
      JSON.stringify({ data: answers.data ?? [], resources: answers.resources ?? [] }),
    );
  }

  /** Takes another synth result over the states that were applied, as the next commit would. */
  public replace(synthesised: string): void {
    const stacks = inDependencyOrder(readSynthesisedStacks(synthesised));
    this.generation += 1;
    const copies = join(this.home, String(this.generation));
    this.current = stacks.map((stack) => this.place(stack, stacks, copies));
  }

  /** Applies every stack and plans it again, two stacks at a time; what failed is told by each stack's own result. */
  public async settleAll(): Promise<void> {
    const waiting = [...this.current];
    const worker = async (): Promise<void> => {
      for (let stack = waiting.shift(); stack; stack = waiting.shift()) await stack.settle();
    };
    await Promise.all([worker(), worker()]);
  }

  private place(stack: SynthesisedStack, stacks: readonly SynthesisedStack[], copies: string): BenchStack {
    const folder = join(copies, stack.name);
    const isOurs = (path: string): boolean => !['.terraform', '.terraform.lock.hcl'].includes(basename(path));
    const originalFolder = join(copies, `${stack.name}.original`);
    for (const copy of [folder, originalFolder])
      cpSync(stack.folder, copy, { recursive: true, filter: isOurs });
    writeFileSync(
      join(folder, overrideFileName),
      JSON.stringify(benchOverride(stack, stacks, this.states), null, 2),
    );
    return new BenchStack({
      name: stack.name,
      folder,
      originalFolder,
      configuration: stack.configuration,
      stateFile: stateFile(this.states, stack.name),
      environment: this.environment,
      before: () => stacksBefore(stack, stacks).map((name) => this.stack(name)),
    });
  }
}
