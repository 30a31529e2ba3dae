import type { BenchAnswers } from './bench-answers';
import { BenchEnvironment } from './bench-environment';
import { prepareProviderMirror } from './provider-mirror';

/**
 * Copies what `cdktf synth` wrote to a temporary folder, where the real Terraform works on it with the test provider
 * in place of azurerm and github. The provider is built first where its sources or schemas changed.
 *
 * @param synthesised the output folder of the synth, which holds `manifest.json`
 * @param answers what the test provider answers; what is left out is made up
 */
export async function terraformBench(synthesised: string, answers?: BenchAnswers): Promise<BenchEnvironment> {
  return new BenchEnvironment(await prepareProviderMirror(), synthesised, answers);
}
