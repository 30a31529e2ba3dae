/**
 * Judges the samples of every policy by Gatekeeper's own code and prints what came out as a truth table. Ends with 1
 * when a sample is not judged as its name says.
 */
import { EngineClient } from '../kit/engine-client/client';
import { engineEnvironment } from '../test/policies/engine-environment';
import { asExpected, type JudgedSample, judgeSamples } from '../test/policies/judge-samples';

async function main(): Promise<void> {
  const engine = new EngineClient(engineEnvironment);
  try {
    const judged = await judgeSamples(engine);
    const wrong = judged.filter((sample) => !asExpected(sample));
    console.log(truthTable(judged));
    console.log(`${judged.length - wrong.length} of ${judged.length} samples are judged as their names say.`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    await engine.end();
  }
}

function truthTable(judged: readonly JudgedSample[]): string {
  const rows = judged.map((sample) => ({
    verdict: `${asExpected(sample) ? 'ok   ' : 'WRONG'} ${sample.policy.id}`,
    name: sample.sample.name,
    message: sample.results[0]?.message ?? '',
  }));
  const width = (column: 'verdict' | 'name'): number =>
    Math.max(...rows.map((row) => row[column].length)) + 2;
  const [verdict, name] = [width('verdict'), width('name')];
  return rows
    .map((row) => (row.verdict.padEnd(verdict) + row.name.padEnd(name) + row.message).trimEnd())
    .join('\n');
}

void main();
