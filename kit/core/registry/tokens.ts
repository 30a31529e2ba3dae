import { at, textAt } from '../yaml-documents';
import type { AllowedRegistries, AllowedRegistry } from './allowed-registries';
import type { Challenge } from './challenge';
import type { CredentialFinder } from './credentials';
import type { Http } from './http';
import { RegistryError } from './registry-error';

interface Token {
  readonly header: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Tokens are small. */
const largest = 1024 * 1024;
/** Unless a token says how long it is good for: https://distribution.github.io/distribution/spec/auth/token/ */
const defaultSeconds = 60;
const early = 5_000;

/** The `Authorization` header that answers a registry's challenge, kept for as long as it is good. */
export class Tokens {
  private readonly known = new Map<string, Promise<Token>>();

  constructor(
    private readonly http: Http,
    private readonly allowed: AllowedRegistries,
    private readonly credentials: CredentialFinder,
  ) {}

  /** What opened a repository before; undefined where nothing has, or not for much longer. */
  async before(registry: AllowedRegistry, repository: string): Promise<string | undefined> {
    const token = await this.known.get(keyOf(registry, repository))?.catch(() => undefined);
    return token !== undefined && token.endsAt - early > Date.now() ? token.header : undefined;
  }

  /** @throws RegistryError when no token can be had, or would come from elsewhere than is allowed */
  async answer(registry: AllowedRegistry, repository: string, challenge: Challenge): Promise<string> {
    const token = this.ask(registry, repository, challenge);
    this.known.set(keyOf(registry, repository), token);
    return (await token).header;
  }

  private async ask(registry: AllowedRegistry, repository: string, challenge: Challenge): Promise<Token> {
    const credentials = await this.credentials.of(registry.name, repository);
    if (challenge.kind === 'basic') {
      if (credentials?.kind !== 'password') throw new RegistryError(loginNeeded(registry));
      return { header: basic(credentials.username, credentials.password), endsAt: Infinity };
    }
    const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : undefined;
    if (realm === undefined || !this.allowed.allowsTokens(registry, realm)) {
      const where = realm === undefined ? 'an address that is none' : `${realm.protocol}//${realm.host}`;
      throw new RegistryError(
        `${registry.name} wants a token of ${where}, which may not be asked: say --registry ${realm?.host ?? 'HOST'} too if that is right`,
      );
    }
    const scope = `repository:${repository}:pull`;
    const fields = new URLSearchParams({ scope });
    if (challenge.service !== undefined) fields.set('service', challenge.service);
    const answer =
      credentials?.kind === 'identity-token'
        ? await this.http.ask({
            method: 'POST',
            url: realm,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: `${fields.toString()}&${new URLSearchParams({ grant_type: 'refresh_token', client_id: 'fleetkeep', refresh_token: credentials.token }).toString()}`,
            largest,
          })
        : await this.http.ask({
            method: 'GET',
            url: new URL(`${realm.search === '' ? '?' : `${realm.search}&`}${fields.toString()}`, realm),
            headers:
              credentials === undefined
                ? {}
                : { authorization: basic(credentials.username, credentials.password) },
            largest,
          });
    if (answer.status !== 200)
      throw new RegistryError(
        credentials === undefined
          ? loginNeeded(registry)
          : `${registry.name} does not take the credentials that were found for it (${answer.status}): log in again`,
      );
    const body = parse(answer.body);
    const token = textAt(body, 'token') ?? textAt(body, 'access_token');
    if (token === undefined) throw new RegistryError(`${realm.host} gives no token for ${registry.name}`);
    const seconds = at(body, 'expires_in');
    const good = typeof seconds === 'number' && seconds > 0 ? seconds : defaultSeconds;
    return { header: `Bearer ${token}`, endsAt: Date.now() + good * 1000 };
  }
}

function keyOf({ name }: AllowedRegistry, repository: string): string {
  return `${name}/${repository}`;
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function loginNeeded({ name }: AllowedRegistry): string {
  return `${name} does not let anybody read this: log in (docker login ${name}), or give the repository's name as it is`;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
