import { benchLandscape } from './landscape/bench-landscape';
import { benchPolicies } from './policies';
import { benchRender } from './render';
import { benchSynth } from './synth';
import { benchChange } from './verdicts/bench-change';
import { benchCheck } from './verdicts/bench-check';

/** `npm run bench [-- NAME …]`: every benchmark, or those named. Ratios count; seconds are this machine's. */
const benchmarks: Readonly<Record<string, () => void | Promise<void>>> = {
  change: benchChange,
  check: () => benchCheck(),
  infra: () => benchSynth('infra'),
  k8s: () => benchSynth('k8s'),
  landscape: benchLandscape,
  policies: benchPolicies,
  render: benchRender,
};

async function main(): Promise<void> {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
  for (const name of names) {
    const benchmark = benchmarks[name];
    if (benchmark === undefined) {
      process.stderr.write(
        `error: no benchmark '${name}'; there are ${Object.keys(benchmarks).join(', ')}\n`,
      );
      process.exitCode = 2;
      return;
    }
    await benchmark();
  }
}

void main();
