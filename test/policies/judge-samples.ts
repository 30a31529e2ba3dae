import { type CatalogueSample, judgeCatalogue } from '../../kit/core/policy-samples/test-catalogue';

export { type CatalogueSample as JudgedSample, judgeCatalogue as judgeSamples };

/** Whether a sample was judged as its name says. */
export function asExpected({ sample, results }: CatalogueSample): boolean {
  return (sample.expectation === 'allowed') === (results.length === 0);
}
