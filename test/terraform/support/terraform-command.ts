import { spawn } from 'node:child_process';
import { isJsonObject, listOf, type JsonObject } from './json';
import { parseDiagnostic, type TerraformDiagnostic } from './terraform-diagnostic';

/** How a command ended. */
export interface TerraformOutcome {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
  /** What the command said in JSON: one document, or a message a line. */
  readonly messages: readonly JsonObject[];
  readonly diagnostics: readonly TerraformDiagnostic[];
}

/** Runs `terraform` in a folder, without colour, without questions. */
export async function runTerraform(
  folder: string,
  environment: NodeJS.ProcessEnv,
  parameters: readonly string[],
): Promise<TerraformOutcome> {
  const child = spawn('terraform', parameters, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errorOutput, exitCode] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    }),
  ]);
  const command = `terraform ${parameters.join(' ')}`;
  const messages = messagesOf(output);
  return { command, exitCode, output, errorOutput, messages, diagnostics: diagnosticsOf(messages) };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** Diagnostics of `validate -json` (one document) or of `init|plan|apply -json` (a message a line). */
function diagnosticsOf(messages: readonly JsonObject[]): TerraformDiagnostic[] {
  return messages
    .flatMap((message) => [message.diagnostic, ...listOf(message.diagnostics)])
    .map(parseDiagnostic)
    .filter((diagnostic) => diagnostic !== undefined);
}

function messagesOf(output: string): JsonObject[] {
  const whole = parse(output);
  const messages = whole === undefined ? output.split('\n').map(parse) : [whole];
  return messages.filter(isJsonObject);
}

function parse(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
