import type { Application } from './application';
import { Declaration } from './declaration';
import type { Fleet } from './fleet';
import { isDnsLabel, suggestion } from './names';
import { ResolvedContact, ResolvedTenant, StageName, TenantRule, TenantSource } from './resolved-fleet';

/** A tenant's own repository. */
export interface TenantSourceProps {
  /** `https://…` or `ssh://…`. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string;
  /**
   * Folder that Flux applies; `${STAGE}` is the cluster's stage.
   *
   * @default './deploy/${STAGE}'
   */
  readonly path?: string;
}

export interface TenantProps {
  /** The stages that the tenant runs in. */
  readonly stages: readonly StageName[];
  /** @default - the tenant's applications are declared here and synthesised into the fleet repository */
  readonly source?: TenantSourceProps;
  /** @default - the tenant's name */
  readonly namespace?: string;
  /**
   * Hosts on the internet that the tenant's software or its sources need, beside its repository and the registries of its
   * applications: `api.example.com`, or `*.example.com` for all below. The firewall lets them pass by HTTPS in the regions
   * where the tenant runs.
   *
   * @default - none
   */
  readonly egress?: readonly string[];
  /**
   * A tenant is `retiring` for one commit before its statement is deleted: its service account must outlive its
   * Kustomization, or Flux cannot remove what it applied.
   *
   * @default 'active'
   */
  readonly lifecycle?: 'active' | 'retiring';
  /**
   * What Flux may do for the tenant in its namespace. `fleetkeep suggest role TENANT` derives the least that is needed
   * from what the tenant renders to.
   *
   * @default - Kubernetes' own ClusterRole `admin`
   */
  readonly rules?: readonly TenantRule[];
  /** @default - nobody is named */
  readonly contact?: ResolvedContact;
  /** Cores that the tenant may ask for in one cluster. @default '8' */
  readonly cpu?: string;
  /** @default '16Gi' */
  readonly memory?: string;
  /** @default 50 */
  readonly pods?: number;
}

/** Namespaces that belong to the platform. */
const reserved = /^(kube-.*|default|flux-system|gatekeeper-system)$/;

/** A team that shares the fleet's clusters, in a namespace of its own with least privilege. */
export class Tenant extends Declaration {
  private readonly declared: Application[] = [];

  constructor(
    readonly fleet: Fleet,
    name: string,
    readonly props: TenantProps,
  ) {
    super(fleet, 'tenant', name);
  }

  /** Called by the application itself. */
  add(application: Application): void {
    this.declared.push(application);
  }

  get applications(): readonly Application[] {
    return this.declared;
  }

  get namespace(): string {
    return this.props.namespace ?? this.name;
  }

  resolve(): ResolvedTenant {
    const { props } = this;
    const order = this.fleet.stages.map((stage) => stage.name);
    return {
      name: this.name,
      namespace: this.namespace,
      lifecycle: props.lifecycle ?? 'active',
      stages: order.filter((stage) => props.stages.includes(stage)),
      contact: props.contact ?? {},
      source: this.resolveSource(),
      rules: props.rules,
      egress: [...(props.egress ?? [])].sort(),
      applications: this.declared.map((application) => application.resolve()),
      quota: { cpu: props.cpu ?? '8', memory: props.memory ?? '16Gi', pods: props.pods ?? 50 },
    };
  }

  private resolveSource(): TenantSource {
    const { source } = this.props;
    if (source === undefined) return { kind: 'fleet' };
    return {
      kind: 'repository',
      url: source.url,
      branch: source.branch ?? 'main',
      path: source.path ?? './deploy/${STAGE}',
    };
  }

  protected override problems(): readonly string[] {
    const problems: string[] = [];
    for (const [field, value] of Object.entries({ name: this.name, namespace: this.namespace })) {
      if (!isDnsLabel(value)) {
        problems.push(
          `Kubernetes would refuse the ${field} '${value}'; use lower-case letters, digits, inner hyphens`,
        );
      } else if (reserved.test(value)) {
        problems.push(`the ${field} '${value}' belongs to the platform; choose another`);
      }
    }
    const stages = this.fleet.stages.map((stage) => stage.name);
    if (this.props.stages.length === 0)
      problems.push(`has no stage; name at least one of '${stages.join("', '")}'`);
    for (const stage of this.props.stages) {
      if (!stages.includes(stage)) problems.push(`stage '${stage}' is unknown${suggestion(stage, stages)}`);
    }
    for (const host of this.props.egress ?? []) {
      if (!/^(\*\.[a-z0-9-]+|[a-z0-9-]+)(\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(host)) {
        problems.push(`egress '${host}' is no host; write e.g. 'api.example.com', or '*.example.com'`);
      }
    }
    problems.push(...this.ruleProblems());
    const { source } = this.props;
    if (source !== undefined) {
      if (!/^(https|ssh):\/\/[^\s@]*(@[^\s@]+)?$/.test(source.url) || /^https:\/\/[^/]*@/.test(source.url)) {
        problems.push(
          `source.url '${redacted(source.url)}' must be https:// or ssh://, without a password in it`,
        );
      }
      if (/(^|\/)\.\.(\/|$)/.test(source.path ?? '')) {
        problems.push(`source.path '${source.path}' leaves the tenant's repository; name a folder inside it`);
      }
      if (this.declared.length > 0) {
        problems.push(`has a repository of its own and applications declared here; keep one of the two`);
      }
    }
    return problems;
  }

  private ruleProblems(): readonly string[] {
    const problems: string[] = [];
    for (const rule of this.props.rules ?? []) {
      for (const field of ['apiGroups', 'resources', 'verbs'] as const) {
        const said = JSON.stringify(rule[field] ?? null);
        if (!Array.isArray(rule[field]) || rule[field].length === 0) {
          problems.push(`a rule's ${field} is ${said}; name at least one`);
        } else if (rule[field].includes('*')) {
          problems.push(
            `a rule's ${field} is ${said}: '*' is whatever there will ever be; name what is needed`,
          );
        }
      }
      for (const verb of ['escalate', 'impersonate']) {
        if (rule.verbs?.includes(verb))
          problems.push(`a rule has the verb '${verb}', which leads to every other right; leave it out`);
      }
    }
    return problems;
  }
}

/** An error message is a log: what stands before the @ may be a password. */
function redacted(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//…@');
}
