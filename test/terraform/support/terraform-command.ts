import { spawn } from 'node:child_process';
import { isJsonObject, listOf } from './json';
import { parseDiagnostic, type TerraformDiagnostic } from './terraform-diagnostic';

/** How a command ended. */
export interface TerraformOutcome {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
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
  return { command, exitCode, output, errorOutput, diagnostics: diagnosticsOf(output) };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** Diagnostics of `validate -json` (one document) or of `init|plan|apply -json` (a message a line). */
function diagnosticsOf(output: string): TerraformDiagnostic[] {
  const found: TerraformDiagnostic[] = [];
  for (const message of messagesOf(output)) {
    const candidates = isJsonObject(message) ? [message.diagnostic, ...listOf(message.diagnostics)] : [];
    for (const candidate of candidates) {
      const diagnostic = parseDiagnostic(candidate);
      if (diagnostic) found.push(diagnostic);
    }
  }
  return found;
}

function messagesOf(output: string): unknown[] {
  const whole = parse(output);
  if (whole !== undefined) return [whole];
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(parse);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
