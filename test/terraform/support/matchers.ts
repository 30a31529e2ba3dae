import type { BenchStack } from './bench-stack';
import type { StackResult } from './stack-result';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add matchers to jest's types
  namespace jest {
    interface Matchers<R> {
      /** Terraform accepts the settings of the stack's own backend. */
      toHaveValidBackend(): Promise<R>;
      /** `terraform init` and `validate` succeed. */
      toValidate(): Promise<R>;
      /** The stacks before it apply, and `terraform plan` succeeds. */
      toPlanCleanly(): Promise<R>;
      /** `terraform apply` succeeds, and a second plan holds no change. */
      toApplyAndSettle(): Promise<R>;
      /** A plan of now holds no change. */
      toPlanNothing(): Promise<R>;
    }
  }
}

function verdict(pass: boolean, wanted: string, { report }: StackResult): jest.CustomMatcherResult {
  return { pass, message: () => `Expected the stack ${pass ? 'not ' : ''}${wanted}.\n\n${report}` };
}

expect.extend({
  async toHaveValidBackend(stack: BenchStack) {
    const result = await stack.backend();
    return verdict(result.succeeded, 'to have a backend that Terraform accepts', result);
  },
  async toValidate(stack: BenchStack) {
    const result = await stack.validate();
    return verdict(result.succeeded, 'to validate', result);
  },
  async toPlanCleanly(stack: BenchStack) {
    const result = await stack.plan();
    return verdict(result.succeeded, 'to plan cleanly', result);
  },
  async toApplyAndSettle(stack: BenchStack) {
    const result = await stack.settle();
    const settled = result.succeeded && result.changes.length === 0;
    return verdict(settled, 'to apply, and then to have nothing left to change', result);
  },
  async toPlanNothing(stack: BenchStack) {
    const result = await stack.planNow();
    return verdict(result.succeeded && result.changes.length === 0, 'to plan no change', result);
  },
});
