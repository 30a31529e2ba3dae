import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of an `OCIRepository`: https://fluxcd.io/flux/components/source/ocirepositories/ */
export interface OciRepositoryProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly namespace: string;
  /** `oci://…` */
  readonly url: string;
  readonly tag: string;
  /** How often Flux looks, for instance `1h`. */
  readonly interval: string;
}

/** An artifact of a container registry, here always a Helm chart. */
export class OciRepository extends ApiObject {
  static readonly apiVersion = 'source.toolkit.fluxcd.io/v1';
  static readonly kind = 'OCIRepository';

  constructor(scope: Construct, id: string, props: OciRepositoryProps) {
    const { name = id, namespace, url, tag, interval } = props;
    super(scope, id, {
      apiVersion: OciRepository.apiVersion,
      kind: OciRepository.kind,
      metadata: { name, namespace },
      spec: {
        interval,
        url,
        ref: { tag },
        layerSelector: {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          operation: 'copy',
        },
      },
    });
  }
}
