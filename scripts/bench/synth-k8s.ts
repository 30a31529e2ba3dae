import { synthesizeRepository } from '../../k8s/synthesize';
import { generatedFleet } from './generated-fleet';
import { measureProcess } from './measurement';

/** `synth-k8s.ts CLUSTERS`: one synthesis in a process of its own, so that its peak memory is its own. */
measureProcess((directory) => {
  synthesizeRepository(generatedFleet(Number(process.argv[2])), directory);
});
