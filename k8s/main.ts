import { fleet } from '../fleet';
import { resolveProject } from '../fleet/project';
import { synthesizeRepository } from './synthesize';

// The cdk8s command line empties the folder that it names here; without it, the same default as in cdk8s.yaml.
synthesizeRepository(resolveProject(fleet, process.cwd()), process.env.CDK8S_OUTDIR ?? 'out/fleet');
