import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of a `HelmRepository`: https://fluxcd.io/flux/components/source/helmrepositories/ */
export interface HelmRepositoryProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly namespace: string;
  /** `https://…` */
  readonly url: string;
  /** How often Flux reads its index, for instance `12h`. */
  readonly interval: string;
}

/** An index of Helm charts. */
export class HelmRepository extends ApiObject {
  static readonly apiVersion = 'source.toolkit.fluxcd.io/v1';
  static readonly kind = 'HelmRepository';

  constructor(scope: Construct, id: string, props: HelmRepositoryProps) {
    const { name = id, namespace, url, interval } = props;
    super(scope, id, {
      apiVersion: HelmRepository.apiVersion,
      kind: HelmRepository.kind,
      metadata: { name, namespace },
      spec: { interval, url },
    });
  }
}
