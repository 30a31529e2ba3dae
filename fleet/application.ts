import { Declaration } from './declaration';
import { isDnsLabel, suggestion } from './names';
import { ResolvedApplication, StageName } from './resolved-fleet';
import type { Tenant } from './tenant';

export interface ApplicationProps {
  /** Who answers for it, for instance an e-mail address or a team. */
  readonly owner: string;
  /** Image reference by stage; a stage that is not named does not run the application. */
  readonly images: Readonly<Record<StageName, string>>;
  /** Port that the container listens on; below 1024 takes privileges that nobody has. @default 8080 */
  readonly port?: number;
  /** By stage. @default - 2 in production, 1 elsewhere */
  readonly replicas?: Readonly<Record<StageName, number>>;
  /** @default 'internal' */
  readonly securityLevel?: string;
  /** Cores of one replica. @default '250m' */
  readonly cpu?: string;
  /** @default '256Mi' */
  readonly memory?: string;
}

/** A workload of a tenant by the hardened path. */
export class Application extends Declaration {
  constructor(
    private readonly tenant: Tenant,
    name: string,
    readonly props: ApplicationProps,
  ) {
    super(tenant, 'application', name);
    tenant.add(this);
  }

  resolve(): ResolvedApplication {
    const { props } = this;
    return {
      name: this.name,
      owner: props.owner,
      securityLevel: props.securityLevel ?? 'internal',
      port: props.port ?? 8080,
      releases: this.tenant.fleet.stages.flatMap((stage) => {
        const image = props.images[stage.name];
        if (image === undefined) return [];
        return {
          stage: stage.name,
          image,
          replicas: props.replicas?.[stage.name] ?? (stage.production ? 2 : 1),
        };
      }),
      resources: { cpu: props.cpu ?? '250m', memory: props.memory ?? '256Mi' },
    };
  }

  protected override problems(): readonly string[] {
    const problems: string[] = [];
    const { images, replicas = {}, port = 8080, owner } = this.props;
    const stages = this.tenant.props.stages;
    // The Service and its DNS name are called like it.
    if (!isDnsLabel(this.name)) {
      problems.push(
        `Kubernetes would refuse the name '${this.name}'; use lower-case letters, digits, inner hyphens`,
      );
    }
    if (!owner?.trim()) problems.push(`has no owner; name who answers for it`);
    if (Object.keys(images).length === 0) problems.push(`has no image in any stage; give at least one`);
    for (const [stage, image] of Object.entries(images)) {
      if (!stages.includes(stage)) {
        problems.push(
          `images: tenant '${this.tenant.name}' has no stage '${stage}'${suggestion(stage, stages)}`,
        );
      }
      if (!/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/.test(image)) {
        problems.push(
          `image '${image}' of stage '${stage}' is no image reference; write registry/name:tag@sha256:…`,
        );
      }
    }
    for (const [stage, count] of Object.entries(replicas)) {
      if (images[stage] === undefined) {
        problems.push(`replicas: stage '${stage}' has no image${suggestion(stage, Object.keys(images))}`);
      }
      if (!Number.isInteger(count) || count < 0)
        problems.push(`replicas ${count} of stage '${stage}' is no count`);
    }
    if (!Number.isInteger(port) || port < 1024 || port > 65535) {
      problems.push(`port ${port} must be 1024 to 65535: a lower one takes a privilege that is not given`);
    }
    return problems;
  }
}
