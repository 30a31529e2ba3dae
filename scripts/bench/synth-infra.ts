import { App } from 'cdktf';

import { synthesizeInfra } from '../../infra/synthesize';
import { withoutCreationStacks } from '../../infra/without-creation-stacks';
import { generatedFleet } from './generated-fleet';
import { measureProcess } from './measurement';

/** `synth-infra.ts CLUSTERS`: one synthesis in a process of its own, so that its peak memory is its own. */
measureProcess((directory) => {
  const fleet = generatedFleet(Number(process.argv[2]));
  withoutCreationStacks(() => {
    const app = new App({ outdir: directory });
    synthesizeInfra(app, fleet, { now: new Date('2026-12-01T00:00:00Z') });
    app.synth();
  });
});
