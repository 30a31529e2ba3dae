import { Agent, request } from 'node:https';

/** Where an API server listens, and who asks. */
export interface Endpoint {
  readonly port: number;
  readonly certificateAuthority: string;
  readonly token: string;
  /** Whom the owner of the token asks for. @default - itself */
  readonly impersonated?: { readonly username: string; readonly groups: readonly string[] };
}

export interface JsonResponse {
  readonly status: number;
  readonly body: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** One request to an API server on loopback; the answer is parsed, whatever its status. */
export function requestJson(
  endpoint: Endpoint,
  method: string,
  path: string,
  body?: unknown,
  contentType = 'application/json',
): Promise<JsonResponse> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: endpoint.port,
        method,
        path,
        agent,
        ca: endpoint.certificateAuthority,
        headers: {
          Authorization: `Bearer ${endpoint.token}`,
          Accept: 'application/json',
          ...(endpoint.impersonated === undefined
            ? {}
            : {
                'Impersonate-User': endpoint.impersonated.username,
                'Impersonate-Group': [...endpoint.impersonated.groups],
              }),
          ...(payload === undefined
            ? {}
            : { 'Content-Type': contentType, 'Content-Length': String(Buffer.byteLength(payload)) }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: incoming.statusCode ?? 0, body: parse(text) });
        });
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The server ends a connection that was idle just as it is used again: Node's own advice for `reusedSocket`.
      const idle = outgoing.reusedSocket && error.code === 'ECONNRESET';
      if (idle) resolve(requestJson(endpoint, method, path, body, contentType));
      else reject(error);
    });
    outgoing.end(payload);
  });
}

/** Health endpoints answer in plain text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
