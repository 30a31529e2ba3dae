import { ResolvedStage, StageName } from './resolved-fleet';

/** One step of the promotion. A plain string is a stage by that name. */
export interface StageProps {
  readonly name: StageName;
  /**
   * Whether the stage serves customers.
   *
   * @default - true for the last stage, false for the others
   */
  readonly production?: boolean;
}

/** Folder names beside the stages' own in the fleet repository. */
export const reservedStageNames: readonly string[] = ['base', 'applications', 'clusters'];

export function resolveStages(stages: readonly (StageName | StageProps)[]): readonly ResolvedStage[] {
  return stages.map((stage, index) => {
    const props = typeof stage === 'string' ? { name: stage } : stage;
    const before = stages[index - 1];
    return {
      name: props.name,
      previous: typeof before === 'string' ? before : before?.name,
      production: props.production ?? index === stages.length - 1,
    };
  });
}
