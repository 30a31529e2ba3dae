import { requestJson, type Endpoint } from './https-json';
import { nameOf, referenceOf, type KubernetesObject, type ObjectReference } from './kubernetes-object';
import { ResourcePaths } from './resource-paths';

/** The API server refused; `message` is its own, for instance an admission webhook's. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export interface WriteOptions {
  /** Runs admission and defaulting, persists nothing. @default false */
  readonly dryRun?: boolean;
}

export interface ApplyOptions extends WriteOptions {
  /** Field manager of the server-side apply. @default 'fleetkeep-e2e' */
  readonly fieldManager?: string;
}

/** Speaks to one API server as one user. */
export class KubernetesClient {
  private readonly paths = new ResourcePaths((path) => this.call('GET', path));

  constructor(private readonly endpoint: Endpoint) {}

  /** @throws ApiError 404 when it is not there */
  async read(reference: ObjectReference): Promise<KubernetesObject> {
    return (await this.call('GET', await this.paths.object(reference))) as KubernetesObject;
  }

  /** The object, or undefined when it, its kind or its namespace is not there. */
  async find(reference: ObjectReference): Promise<KubernetesObject | undefined> {
    try {
      return await this.read(reference);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All of a kind, in one namespace or everywhere. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<readonly KubernetesObject[]> {
    const path = await this.paths.collection({ apiVersion, kind, namespace });
    const { items } = (await this.call('GET', path)) as { readonly items: readonly KubernetesObject[] };
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** @throws ApiError with the words of admission when it is denied */
  async create(object: KubernetesObject, { dryRun = false }: WriteOptions = {}): Promise<KubernetesObject> {
    const path = await this.paths.collection({ ...referenceOf(object) });
    return (await this.call('POST', `${path}${query({ dryRun })}`, object)) as KubernetesObject;
  }

  /** Puts the whole object (or the part of it that a subresource holds) in place of what is there. */
  async replace(
    object: KubernetesObject,
    { dryRun = false, subresource }: WriteOptions & { readonly subresource?: string } = {},
  ): Promise<KubernetesObject> {
    const path = `${await this.paths.object(referenceOf(object))}${subresource ? `/${subresource}` : ''}`;
    return (await this.call('PUT', `${path}${query({ dryRun })}`, object)) as KubernetesObject;
  }

  /** Server-side apply, taking over what others own. */
  async apply(
    object: KubernetesObject,
    { dryRun = false, fieldManager = 'fleetkeep-e2e' }: ApplyOptions = {},
  ): Promise<KubernetesObject> {
    const path = `${await this.paths.object(referenceOf(object))}${query({ dryRun, fieldManager, force: true })}`;
    return (await this.call('PATCH', path, object, 'application/apply-patch+yaml')) as KubernetesObject;
  }

  /** JSON merge patch (RFC 7386), of the object or of a subresource. */
  async merge(
    reference: ObjectReference,
    patch: object,
    { dryRun = false, subresource }: WriteOptions & { readonly subresource?: 'status' } = {},
  ): Promise<KubernetesObject> {
    const path = `${await this.paths.object(reference)}${subresource ? `/${subresource}` : ''}${query({ dryRun })}`;
    return (await this.call('PATCH', path, patch, 'application/merge-patch+json')) as KubernetesObject;
  }

  async remove(reference: ObjectReference, { dryRun = false }: WriteOptions = {}): Promise<void> {
    const options = dryRun ? '?dryRun=All' : '';
    await this.call('DELETE', `${await this.paths.object(reference)}${options}`);
  }

  /** A path that is no object, for instance `/readyz`. */
  async raw(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  /** The kind's name in URLs and requests, for instance `networkpolicies`. */
  async resourceName({ apiVersion, kind }: Pick<ObjectReference, 'apiVersion' | 'kind'>): Promise<string> {
    return this.paths.name(apiVersion, kind);
  }

  /** Whether objects of the kind lie in a namespace. */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    return this.paths.isNamespaced(apiVersion, kind);
  }

  private async call(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown> {
    const response = await requestJson(this.endpoint, method, path, body, contentType);
    if (response.status < 400) return response.body;
    const status = response.body as { readonly reason?: string; readonly message?: string };
    const about = isObject(body) ? ` (${nameOf(referenceOf(body))})` : '';
    const message = status.message ?? JSON.stringify(response.body);
    throw new ApiError(response.status, status.reason ?? '', `${method} ${path}${about}: ${message}`);
  }
}

function isObject(body: unknown): body is KubernetesObject {
  return typeof body === 'object' && body !== null && 'kind' in body && 'metadata' in body;
}

function query(options: { dryRun: boolean; fieldManager?: string; force?: boolean }): string {
  const parameters = new URLSearchParams({ fieldManager: options.fieldManager ?? 'fleetkeep-e2e' });
  if (options.dryRun) parameters.set('dryRun', 'All');
  if (options.force) parameters.set('force', 'true');
  return `?${parameters.toString()}`;
}
