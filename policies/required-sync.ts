import { at } from '../documents/yaml-documents';
import type { ReferencedKind } from './policy';

/**
 * What a template says of the kinds that it looks up: the value of `metadata.gatekeeper.sh/requires-sync-data`, which
 * gatekeeper-library wraps in quotes. An entry that cannot be read is left out, as by Gatekeeper, which asks for it only to
 * know when it is ready.
 *
 * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/sync
 */
export function parseRequiredSync(text: string): readonly ReferencedKind[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.trim().replace(/^"|"$/g, ''));
  } catch {
    return [];
  }
  return listOf(parsed).flatMap((alternatives) =>
    listOf(alternatives).flatMap((one) =>
      namesAt(one, 'groups').flatMap((group) =>
        namesAt(one, 'versions').flatMap((version) =>
          namesAt(one, 'kinds').map((kind) => ({ group, version, kind })),
        ),
      ),
    ),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function namesAt(value: unknown, field: string): readonly string[] {
  return listOf(at(value, field)).filter((name) => typeof name === 'string');
}
