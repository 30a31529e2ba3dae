/** What one data source or resource is told; see internal/answers of the test provider. */
export interface BenchAnswer {
  /** For example `github_branch`. */
  readonly type: string;
  /**
   * Top-level attributes that tell which ones are meant.
   *
   * @default all of the type
   */
  readonly where?: Readonly<Record<string, unknown>>;
  /**
   * Computed attributes: what reading a data source, or creating a resource, gives. What is left out is made up.
   *
   * @default everything is made up
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * What every refresh finds in the cloud in place of what was applied.
   *
   * @default nothing changed in the cloud
   */
  readonly drift?: Readonly<Record<string, unknown>>;
  /**
   * A refresh finds that the resource is gone.
   *
   * @default false
   */
  readonly gone?: boolean;
  /**
   * Reading, creating or updating fails with this message.
   *
   * @default it succeeds
   */
  readonly error?: string;
}

/** What a test tells the test provider. */
export interface BenchAnswers {
  /** @default every data source's answer is made up */
  readonly data?: readonly BenchAnswer[];
  /** @default every computed attribute is made up, and nothing changes in the cloud */
  readonly resources?: readonly BenchAnswer[];
}
