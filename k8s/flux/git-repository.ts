import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of a `GitRepository`: https://fluxcd.io/flux/components/source/gitrepositories/ */
export interface GitRepositoryProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly namespace: string;
  /** `https://…` or `ssh://…`. */
  readonly url: string;
  readonly branch: string;
  /** How often Flux looks, for instance `1m`. */
  readonly interval: string;
  /** Secret of the same namespace with the credential. @default - anonymous */
  readonly credentialSecret?: string;
  /** Whether the credential is that of a GitHub App: Flux then asks for a token of its own, hour by hour. @default false */
  readonly asGithubApp?: boolean;
  /** Secret of the same namespace with OpenPGP public keys; the head must be signed by one. @default - not verified */
  readonly signingKeysSecret?: string;
  /** The top-level folders that the artifact holds. @default - all that Flux does not exclude itself */
  readonly folders?: readonly string[];
}

/** A branch that Flux pulls from. */
export class GitRepository extends ApiObject {
  static readonly apiVersion = 'source.toolkit.fluxcd.io/v1';
  static readonly kind = 'GitRepository';

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    const { name = id, namespace, signingKeysSecret: keys, credentialSecret: credential, folders } = props;
    super(scope, id, {
      apiVersion: GitRepository.apiVersion,
      kind: GitRepository.kind,
      metadata: { name, namespace },
      spec: {
        interval: props.interval,
        url: props.url,
        ref: { branch: props.branch },
        provider: props.asGithubApp === true ? 'github' : undefined,
        secretRef: credential === undefined ? undefined : { name: credential },
        verify: keys === undefined ? undefined : { mode: 'HEAD', secretRef: { name: keys } },
        // Later lines win: everything is excluded but these folders.
        ignore: folders && ['/*', ...folders.map((folder) => `!/${folder}`), ''].join('\n'),
      },
    });
  }
}
