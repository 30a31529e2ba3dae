import type { BenchAnswers } from './bench-answers';
import type { BenchEnvironment } from './bench-environment';
import { terraformBench } from './terraform-bench';

/**
 * For the top of a `describeTerraform`: gives a function that makes environments, and removes them after the tests.
 * The provider is built by the first that needs it.
 */
export function useBench(): (synthesised: string, answers?: BenchAnswers) => Promise<BenchEnvironment> {
  const made: BenchEnvironment[] = [];
  afterAll(() => {
    for (const environment of made) environment.dispose();
  });
  return async (synthesised, answers) => {
    const environment = (await terraformBench()).environment(synthesised, answers);
    made.push(environment);
    return environment;
  };
}
