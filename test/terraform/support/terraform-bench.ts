import type { BenchAnswers } from './bench-answers';
import { BenchEnvironment } from './bench-environment';
import { prepareProviderMirror } from './provider-mirror';

/** The real Terraform with the test provider in place of azurerm and github. */
export class TerraformBench {
  public constructor(private readonly mirror: string) {}

  /**
   * Copies what `cdktf synth` wrote to a temporary folder, where Terraform works on it.
   *
   * @param synthesised the output folder of the synth, which holds `manifest.json`
   * @param answers what the test provider answers; what is left out is made up
   */
  public environment(synthesised: string, answers?: BenchAnswers): BenchEnvironment {
    return new BenchEnvironment(this.mirror, synthesised, answers);
  }
}

/** Prepares the bench: builds the test provider where its sources or schemas changed, otherwise takes the cached one. */
export async function terraformBench(): Promise<TerraformBench> {
  return new TerraformBench(await prepareProviderMirror());
}
