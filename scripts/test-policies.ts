/**
 * Judges the samples of every policy by Gatekeeper's own code and prints what came out as a truth table. Ends with 1
 * when a sample is not judged as its name says.
 */
import Table from 'cli-table3';
import { EngineClient } from '../kit/engine-client/client';
import { engineEnvironment } from '../test/policies/engine-environment';
import { asExpected, type JudgedSample, judgeSamples } from '../test/policies/judge-samples';

async function main(): Promise<void> {
  const engine = new EngineClient(engineEnvironment);
  try {
    const judged = await judgeSamples(engine);
    const wrong = judged.filter((sample) => !asExpected(sample));
    const table = new Table({ head: ['policy', 'sample', 'verdict', ''], style: { head: [], border: [] } });
    table.push(...judged.map(row));
    console.log(table.toString());
    console.log(`${judged.length - wrong.length} of ${judged.length} samples are judged as their names say.`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    await engine.end();
  }
}

function row(judged: JudgedSample): string[] {
  const { policy, sample, results, error } = judged;
  const verdict = error ?? (results.length === 0 ? 'allowed' : `denied (${results.length})`);
  return [policy.id, sample.name, verdict, asExpected(judged) ? 'ok' : 'WRONG'];
}

void main();
