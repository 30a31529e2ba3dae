import { ApiError } from './kubernetes-client';

/** Who refused: Kubernetes' authorisation, a constraint of Gatekeeper (`[name]`), or Gatekeeper's own check. */
export type Refuser = 'rbac' | `[${string}]` | 'gatekeeper';

/**
 * Who refuses an attempt, with the words; undefined when nobody does.
 *
 * @throws ApiError when it is refused for another reason than that somebody may not: that is no answer
 */
export async function refusal(
  attempt: () => Promise<unknown>,
): Promise<{ readonly by: readonly Refuser[]; readonly words: string } | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    const words = error.message;
    const constraints = [...words.matchAll(/^(?:.*denied the request: )?(\[[a-z0-9-]+\])/gm)].map(
      ([, name]) => name as Refuser,
    );
    if (constraints.length > 0) return { by: [...new Set(constraints)], words };
    if (/admission webhook ".*gatekeeper\.sh" denied/.test(words)) return { by: ['gatekeeper'], words };
    return { by: ['rbac'], words };
  }
}
