import type { ObjectReference } from './kubernetes-object';

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

type Collection = Omit<ObjectReference, 'name'>;

/** The API server's own words about its kinds (discovery), remembered; asked again for a kind that is not known yet. */
export class ResourcePaths {
  private readonly known = new Map<string, readonly ApiResource[]>();

  constructor(private readonly get: (path: string) => Promise<unknown>) {}

  async object(reference: ObjectReference): Promise<string> {
    return `${await this.collection(reference)}/${encodeURIComponent(reference.name)}`;
  }

  /** Objects without a namespace that could have one lie in `default`, as with kubectl, unless all are asked for. */
  async collection({ apiVersion, kind, namespace }: Collection): Promise<string> {
    const resource = await this.resource(apiVersion, kind);
    const scope = resource.namespaced && namespace ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${resource.name}`;
  }

  /** As a URL has it, for instance `networkpolicies`. */
  async name(apiVersion: string, kind: string): Promise<string> {
    return (await this.resource(apiVersion, kind)).name;
  }

  async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    return (await this.resource(apiVersion, kind)).namespaced;
  }

  private async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    const find = (resources: readonly ApiResource[] | undefined): ApiResource | undefined =>
      resources?.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    const remembered = find(this.known.get(apiVersion));
    if (remembered) return remembered;
    const { resources } = (await this.get(groupPath(apiVersion))) as {
      readonly resources: readonly ApiResource[];
    };
    this.known.set(apiVersion, resources);
    const found = find(resources);
    if (!found) throw new UnknownKindError(apiVersion, kind);
    return found;
  }
}

/** The API server does not serve the kind (yet). */
export class UnknownKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`the API server knows no ${kind} in ${apiVersion}`);
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
