import { fleet } from '../fleet';
import { synthesizeProject } from './project';

synthesizeProject(fleet, { directory: process.cwd(), outdir: process.env.CDK8S_OUTDIR });
