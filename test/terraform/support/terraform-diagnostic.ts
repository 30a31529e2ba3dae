import { isJsonObject, objectAt, type JsonObject } from './json';

/** What Terraform says about a configuration: https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format */
export interface TerraformDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** For example `azurerm_resource_group.hub`; empty where Terraform does not say. */
  readonly address: string;
  /** Empty where Terraform does not say. */
  readonly file: string;
  /** 1-based; 0 where Terraform does not say. */
  readonly line: number;
  /** The source at that place; empty where Terraform does not say. */
  readonly code: string;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `resource.azurerm_x.y` and `data.azurerm_x.y` as they are addressed. */
function addressOf(diagnostic: JsonObject): string {
  const context = text(objectAt(diagnostic, 'snippet').context)
    .replace(/^resource\./, '')
    .replace(/^resource "(.+)" "(.+)"$/, '$1.$2');
  return text(diagnostic.address) || context;
}

/** Reads one diagnostic of Terraform's JSON output; undefined when the value is none. */
export function parseDiagnostic(value: unknown): TerraformDiagnostic | undefined {
  if (!isJsonObject(value) || (value.severity !== 'error' && value.severity !== 'warning')) return undefined;
  const start = objectAt(value, 'range', 'start');
  return {
    severity: value.severity,
    summary: text(value.summary),
    detail: text(value.detail),
    address: addressOf(value),
    file: text(objectAt(value, 'range').filename),
    line: typeof start.line === 'number' ? start.line : 0,
    code: text(objectAt(value, 'snippet').code).trim(),
  };
}

/** A diagnostic for a person: where, what, and the source. */
export function describeDiagnostic(stack: string, diagnostic: TerraformDiagnostic): string {
  const { severity, summary, detail, address, file, line, code } = diagnostic;
  const place =
    [file && `${stack}/${file}${line ? `:${line}` : ''}`, address].filter(Boolean).join(', ') || stack;
  const lines = [`${severity}: ${summary}`, `  at ${place}`];
  for (const part of detail.split('\n')) if (part.trim()) lines.push(`  ${part}`);
  if (code) lines.push(`  > ${code}`);
  return lines.join('\n');
}
