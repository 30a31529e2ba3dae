/** How far an image may be updated: to any version, or to those whose first, or first two, numbers stay; or not at all. */
export const updateLevels = ['major', 'minor', 'patch', 'pin'] as const;
export type UpdateLevel = (typeof updateLevels)[number];

/** What may be proposed for an image. */
export interface UpdatePolicy {
  readonly level: UpdateLevel;
  /**
   * A regular expression that tags must match. A group named `version` is what is compared then, and the rest of the tag
   * may be whatever the expression lets pass.
   */
  readonly match?: string;
  /** Whether versions before a release count. @default false */
  readonly prereleases?: boolean;
  /** Tags that are known to be bad. @default none */
  readonly ignore?: readonly string[];
}

export const defaultUpdatePolicy: UpdatePolicy = { level: 'major' };
