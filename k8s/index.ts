export { synthesizeProject, type SynthesizeProjectOptions } from './project';
export { synthesizeRepository } from './synthesize';
export { Folder } from './folder';
export { GitRepository, type GitRepositoryProps } from './flux/git-repository';
export { HelmRelease, type HelmReleaseProps } from './flux/helm-release';
export { HelmRepository, type HelmRepositoryProps } from './flux/helm-repository';
export { Kustomization, type KustomizationProps } from './flux/kustomization';
export { OciRepository, type OciRepositoryProps } from './flux/oci-repository';
