/** How far a long run is; given to whoever shows it. */
export interface Progress {
  readonly phase: 'clone' | 'read' | 'render' | 'load' | 'review' | 'registry' | 'scan';
  /** Things done so far in this phase. */
  readonly done: number;
  /** Things to do, where known. */
  readonly total?: number;
  /** What was done last. */
  readonly item?: string;
}

/** Hears of progress; must not throw. */
export type OnProgress = (progress: Progress) => void;
