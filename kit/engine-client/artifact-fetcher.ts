import { ParameterStructures, RequestType, ResponseError } from 'vscode-jsonrpc';

import { type Environment, harmlessVariables } from '../environment';
import { engineBinary } from './binary';
import { EngineProcess } from './engine-process';
import { EngineRequestError, EngineUnavailableError } from './errors';
import type { FetchedArtifact, FetchParams } from './protocol';

/** How the machine reaches hosts, and whose certificates it trusts. */
const networkVariables = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/** The engine as a process that fetches and does nothing else; the one that renders has no network. */
export class ArtifactFetcher {
  private process: Promise<EngineProcess> | undefined;

  constructor(private readonly environment: Environment) {}

  /**
   * @throws EngineRequestError when the artifact could not be had
   * @throws EngineUnavailableError when the process does not start, or ended
   */
  async fetch(params: FetchParams): Promise<FetchedArtifact> {
    this.process ??= this.start();
    const engine = await this.process;
    const type = new RequestType<FetchParams, FetchedArtifact, void>('fetch', ParameterStructures.byName);
    const died = engine.ended.then((how): never => {
      throw new EngineUnavailableError(`the engine ended while it fetched (${how})`);
    });
    died.catch(() => undefined);
    try {
      return await Promise.race([engine.connection.sendRequest(type, params), died]);
    } catch (error) {
      if (error instanceof ResponseError) throw new EngineRequestError(error.code, error.message);
      throw error;
    }
  }

  /** Ends the process. */
  async end(): Promise<void> {
    await (await this.process?.catch(() => undefined))?.end();
  }

  private async start(): Promise<EngineProcess> {
    const variables = harmlessVariables(this.environment);
    for (const name of networkVariables) {
      const value = this.environment.variables[name];
      if (value !== undefined) variables[name] = value;
    }
    return new EngineProcess(await engineBinary(this.environment), ['-fetch'], variables);
  }
}
