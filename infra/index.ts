export { synthesizeInfra, type SynthesizeInfraOptions, type SynthesizedInfra } from './synthesize';
export { synthesizeProject, type SynthesizeProjectOptions } from './project';
export { type FirstDay, readFirstDay } from './first-day';
export { withoutCreationStacks } from './without-creation-stacks';
export { InfraValidationError } from './validations/infra-validation-error';
