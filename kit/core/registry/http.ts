import { setTimeout as pause } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, errors, request } from 'undici';

import type { Environment } from '../../environment';
import { RegistryError } from './registry-error';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Most bytes that are read of an answer. */
  readonly largest: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpOptions {
  readonly environment: Environment;
  /** Longest time for one answer. @default 20 */
  readonly timeoutSeconds?: number;
  /** How often a request is repeated that was limited, or failed on the other side. @default 3 */
  readonly retries?: number;
  /** Longest wait that a registry may ask for before it is given up. @default 30 */
  readonly longestWaitSeconds?: number;
}

/** Requests at a time to one host. */
const atOnce = 6;
const retried: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * Asks hosts, patiently but not for ever: waits as they say when they limit, repeats what failed on their side, and gives a
 * host that cannot be reached up for all further requests. Follows no redirect by itself. Proxies are those of the
 * environment (`HTTPS_PROXY`, `NO_PROXY`).
 */
export class Http {
  private readonly dispatcher: Dispatcher;
  private readonly hosts = new Map<string, Host>();
  private readonly timeout: number;

  constructor(private readonly options: HttpOptions) {
    const { variables } = options.environment;
    this.timeout = (options.timeoutSeconds ?? 20) * 1000;
    this.dispatcher = new EnvHttpProxyAgent({
      httpProxy: variables['http_proxy'] ?? variables['HTTP_PROXY'] ?? '',
      httpsProxy: variables['https_proxy'] ?? variables['HTTPS_PROXY'] ?? '',
      noProxy: variables['no_proxy'] ?? variables['NO_PROXY'] ?? '',
      headersTimeout: this.timeout,
      bodyTimeout: this.timeout,
      connect: { timeout: this.timeout },
    });
  }

  /** @throws RegistryError when there is no answer that could be used */
  async ask(question: HttpRequest): Promise<HttpAnswer> {
    const { host } = question.url;
    const known = this.hosts.get(host) ?? new Host();
    this.hosts.set(host, known);
    return known.inTurn(async () => {
      if (known.givenUp !== undefined) throw new RegistryError(known.givenUp);
      return this.patiently(question, known);
    });
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private async patiently(question: HttpRequest, host: Host): Promise<HttpAnswer> {
    const { retries = 3, longestWaitSeconds = 30 } = this.options;
    const name = question.url.host;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.once(question).catch((error: unknown) => explain(error, name, this.timeout));
      if ('failed' in answer) {
        if (attempt < 1 && answer.again) continue;
        host.givenUp = answer.failed;
        throw new RegistryError(answer.failed);
      }
      if (!retried.has(answer.status)) return answer;
      const wait =
        waitOf(answer) ?? Math.min(2 ** attempt / 2, longestWaitSeconds) * (0.75 + Math.random() / 2);
      const limited = answer.status === 429;
      if (attempt >= retries || wait > longestWaitSeconds) {
        const reason = limited
          ? `${name} limits requests${wait > longestWaitSeconds ? `, for ${Math.ceil(wait)} s` : ''}: try again later, or log in`
          : `${name} answers ${answer.status}: try again later`;
        // Who is limited and goes on asking is limited longer.
        if (limited) host.givenUp = reason;
        throw new RegistryError(reason);
      }
      await pause(wait * 1000);
    }
  }

  private async once({ method, url, headers, body, largest }: HttpRequest): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(this.timeout);
    const answer = await request(url, { method, headers, body, dispatcher: this.dispatcher, signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largest) {
        answer.body.destroy();
        throw new RegistryError(`${url.host} sends more than ${largest} bytes where so much cannot be`);
      }
      chunks.push(chunk);
    }
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) };
  }
}

/** Lets so many do something at a time, the others in their order. */
class Host {
  givenUp: string | undefined;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}

/** `Retry-After`: seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function waitOf({ headers }: HttpAnswer): number | undefined {
  const text = headers['retry-after'];
  if (typeof text !== 'string') return undefined;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

/** Why there was no answer, and whether asking again may help. */
function explain(
  error: unknown,
  host: string,
  timeout: number,
): { readonly failed: string; readonly again: boolean } {
  if (error instanceof RegistryError) throw error;
  const { code = '', name = '', message = '' } = error as NodeJS.ErrnoException;
  const late = [errors.HeadersTimeoutError, errors.BodyTimeoutError, errors.ConnectTimeoutError].some(
    (one) => error instanceof one,
  );
  if (late || name === 'TimeoutError' || name === 'AbortError')
    return { failed: `${host} does not answer within ${timeout / 1000} s`, again: false };
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'refuses connections',
    ENOTFOUND: 'is not known by name: is this machine offline?',
    EAI_AGAIN: 'is not known by name: is this machine offline?',
    ENETUNREACH: 'cannot be reached: is this machine offline?',
    EHOSTUNREACH: 'cannot be reached',
  };
  const reason = reasons[code];
  if (reason !== undefined) return { failed: `${host} ${reason}`, again: false };
  return {
    failed: `${host} cannot be asked: ${message || code}`,
    again: /ECONNRESET|EPIPE|UND_ERR_SOCKET/.test(code),
  };
}
