import { listAt } from '../documents/yaml-documents';
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
  return listAt(parsed).flatMap((alternatives) =>
    listAt(alternatives).flatMap((one) =>
      namesAt(one, 'groups').flatMap((group) =>
        namesAt(one, 'versions').flatMap((version) =>
          namesAt(one, 'kinds').map((kind) => ({ group, version, kind })),
        ),
      ),
    ),
  );
}

function namesAt(value: unknown, field: string): readonly string[] {
  return listAt(value, field).filter((name) => typeof name === 'string');
}
