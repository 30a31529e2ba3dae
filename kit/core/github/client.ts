import type { Environment } from '../../environment';

/** What GitHub answered, or why it did not. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T }
  /** 404: there is none, or the token may not know. */
  | { readonly kind: 'absent' }
  /** 401, 403, rate limits that did not end, and everything else. */
  | { readonly kind: 'refused'; readonly why: string };

/** The calls that are made; `path` is that of the REST API. */
export interface GithubClient {
  /** Kind of the token, never the token. */
  readonly token: string;
  get(path: string): Promise<Answer<unknown>>;
  /** What a classic token may do; undefined for kinds of tokens that have no scopes. */
  scopes(): Promise<Answer<readonly string[] | undefined>>;
  /** All pages of a list. */
  list(path: string): Promise<Answer<readonly unknown[]>>;
  graphql(query: string, variables: Readonly<Record<string, string>>): Promise<Answer<unknown>>;
}

/** Where tokens are looked for, in this order, as gh does. */
export const tokenVariables = ['GH_TOKEN', 'GITHUB_TOKEN'] as const;

/** A token's kind by its prefix: https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
export function tokenKind(token: string): string {
  if (token.startsWith('ghp_')) return 'classic personal token';
  if (token.startsWith('github_pat_')) return 'fine-grained personal token';
  if (token.startsWith('gho_')) return 'OAuth token';
  if (token.startsWith('ghs_')) return "app's installation token";
  return 'token';
}

export interface ClientOptions {
  readonly environment: Environment;
  /** Address of the REST API. @default 'https://api.github.com' */
  readonly baseUrl?: string;
  /** How often a call is repeated that was limited or failed on GitHub's side. @default 3 */
  readonly retries?: number;
  /** Longest wait for a rate limit, in seconds; a longer one is an answer of its own. @default 60 */
  readonly longestWaitSeconds?: number;
}

/** A client by the token of the environment; undefined where there is none. */
export async function githubClient(options: ClientOptions): Promise<GithubClient | undefined> {
  const { environment, baseUrl, retries = 3, longestWaitSeconds = 60 } = options;
  const name = tokenVariables.find((variable) => environment.variables[variable]);
  const auth = name === undefined ? undefined : environment.variables[name];
  if (name === undefined || auth === undefined) return undefined;
  // Loaded only by who asks GitHub.
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const again = (after: number, count: number): boolean => count < retries && after <= longestWaitSeconds;
  const octokit = new (Octokit.plugin(retry, throttling))({
    auth,
    baseUrl,
    userAgent: 'fleetkeep',
    retry: { retries, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: {
      // One server's limits are none of another's.
      id: baseUrl,
      onRateLimit: (after, _options, _octokit, count) => again(after, count),
      onSecondaryRateLimit: (after, _options, _octokit, count) => again(after, count),
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const headers = { 'x-github-api-version': '2022-11-28' };
  return {
    token: `${tokenKind(auth)} of ${name}`,
    get: (path) => answered(async () => (await octokit.request(`GET ${path}`, { headers })).data as unknown),
    scopes: () =>
      answered(async () => {
        // It counts against no limit, and every token may ask.
        const { headers: said } = await octokit.request('GET /rate_limit', { headers });
        const scopes = said['x-oauth-scopes'];
        if (typeof scopes !== 'string') return undefined;
        return scopes
          .split(',')
          .map((scope) => scope.trim())
          .filter((scope) => scope !== '');
      }),
    list: (path) => answered(() => octokit.paginate<unknown>(`GET ${path}`, { headers, per_page: 100 })),
    graphql: (query, variables) => answered(() => octokit.graphql(query, { ...variables })),
  };
}

function silent(): void {
  return;
}

async function answered<T>(call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'found', value: await call() };
  } catch (error) {
    const { status, message, response } = error as {
      status?: number;
      message?: string;
      response?: { headers?: Readonly<Record<string, string | undefined>> };
    };
    if (status === 404) return { kind: 'absent' };
    const limited = response?.headers?.['x-ratelimit-remaining'] === '0' || status === 429;
    // The first line only: octokit adds an address to the documentation.
    const words = (message ?? String(error)).split(' - https://')[0] ?? '';
    if (limited) return { kind: 'refused', why: `GitHub's rate limit is used up (${words})` };
    const scopes = response?.headers?.['x-accepted-oauth-scopes'];
    const needed = response?.headers?.['x-accepted-github-permissions'];
    const wants = needed ?? scopes;
    const hint = wants === undefined || wants === '' ? '' : `; it needs ${wants}`;
    return { kind: 'refused', why: `${status === undefined ? '' : `${status} `}${words}${hint}` };
  }
}
