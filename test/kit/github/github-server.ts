import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server says to a path: a body with 200, or a status with a body and headers. */
export type Reply =
  | { readonly body: unknown }
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Answered so often before the path's own reply comes. @default always */
      readonly times?: number;
    };

/**
 * Answers the REST and GraphQL calls that `doctor github` and `bootstrap` make, in the shapes of GitHub's documented API
 * (https://docs.github.com/rest, version 2022-11-28). Lists are given out in pages.
 */
export class GithubServer {
  readonly requests: { readonly path: string; readonly authorization?: string }[] = [];
  private readonly replies = new Map<string, Reply[]>();

  private constructor(
    private readonly server: Server,
    private readonly base: ReadonlyMap<string, unknown>,
    private readonly pageSize: number,
  ) {}

  /** @param base body by path: a value, or a function that gives it when it is asked for; undefined is 404 */
  static async start(base: Readonly<Record<string, unknown>>, pageSize = 100): Promise<GithubServer> {
    const server = createServer();
    const github = new GithubServer(server, new Map(Object.entries(base)), pageSize);
    server.on('request', (request, response) => {
      const { status, body, headers } = github.answer(request);
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Says something else to a path from now on, in this order. */
  tell(path: string, ...replies: readonly Reply[]): void {
    this.replies.set(path, [...replies]);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage): {
    status: number;
    body?: unknown;
    headers?: Readonly<Record<string, string>>;
  } {
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push({ path: url.pathname, authorization: request.headers.authorization });
    const told = this.told(url.pathname);
    if (told !== undefined && 'status' in told) return told;
    const own = this.base.get(url.pathname);
    const body = told?.body ?? (typeof own === 'function' ? (own as () => unknown)() : own);
    if (body === undefined) return { status: 404, body: { message: 'Not Found', status: '404' } };
    if (body === 'no content') return { status: 204 };
    return { status: 200, ...this.page(body, url) };
  }

  private told(path: string): Reply | undefined {
    const replies = this.replies.get(path) ?? [];
    const [first] = replies;
    if (first !== undefined && 'times' in first && first.times !== undefined) {
      if (first.times <= 1) replies.shift();
      else replies[0] = { ...first, times: first.times - 1 };
    }
    return first;
  }

  /** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
  private page(body: unknown, url: URL): { body: unknown; headers?: Record<string, string> } {
    if (!Array.isArray(body) || body.length <= this.pageSize) return { body };
    const page = Number(url.searchParams.get('page') ?? 1);
    const items: readonly unknown[] = body.slice((page - 1) * this.pageSize, page * this.pageSize);
    if (page * this.pageSize >= body.length) return { body: items };
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return { body: items, headers: { link: `<${next.href}>; rel="next"` } };
  }
}
