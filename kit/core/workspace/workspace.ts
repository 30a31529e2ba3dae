/** How a repository is opened that Git's own means do not open: by reference only, never by the secret itself. */
export interface CredentialReference {
  /** Name of the environment variable that holds the password or token. */
  readonly variable: string;
  /** What goes with it. @default x-access-token, which GitHub takes; GitLab takes any, Azure DevOps too */
  readonly username?: string;
}

/** A repository of a workspace. Exactly one of `url` and `path` is there. */
export interface WorkspaceRepository {
  /** By which it is known in answers; no two have the same. */
  readonly name: string;
  /** Mirrored into the cache folder. */
  readonly url?: string;
  /** Absolute. */
  readonly path?: string;
  /** Branch, tag or commit. @default the working tree; of a URL or bare repository its default branch */
  readonly revision?: string;
  /** Clusters that nothing in it declares. @default none */
  readonly entries: readonly { readonly name: string; readonly path: string }[];
  /** @default what Git finds by itself: a credential helper, an ssh agent */
  readonly credentials?: CredentialReference;
  /** Of its entry in the file. */
  readonly line: number;
}

/** What a workspace file says. */
export interface Workspace {
  /** As the user said it, or as it was found. */
  readonly file: string;
  /** Whether nobody named the file: it was found in a folder above. */
  readonly discovered: boolean;
  readonly repositories: readonly WorkspaceRepository[];
  /** Registries that may be asked about images: hosts, with or without a path. @default none */
  readonly registries: readonly string[];
  /** Names of stages in the order of promotion, for applications that nobody declared. @default none */
  readonly stages: readonly string[];
}
