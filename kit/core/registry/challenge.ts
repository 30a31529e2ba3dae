/** What a registry wants before it answers: https://distribution.github.io/distribution/spec/auth/token/ */
export type Challenge =
  | { readonly kind: 'basic' }
  | {
      readonly kind: 'bearer';
      readonly realm: string;
      readonly service?: string;
      readonly scope?: string;
    };

/** Reads a `WWW-Authenticate` header; of several challenges the first that is known, a token before a password. */
export function parseChallenge(header: string | readonly string[] | undefined): Challenge | undefined {
  const texts = header === undefined ? [] : typeof header === 'string' ? [header] : header;
  const challenges = texts.flatMap(challengesIn);
  return challenges.find(({ kind }) => kind === 'bearer') ?? challenges[0];
}

function challengesIn(text: string): readonly Challenge[] {
  return [
    ...text.matchAll(
      /(?:^|,\s*)(?<scheme>Bearer|Basic)(?:\s+(?<rest>(?:[\w-]+=(?:"[^"]*"|[^\s,"]*)(?:\s*,\s*(?=[\w-]+=))?)*))?/gi,
    ),
  ].flatMap(({ groups }): readonly Challenge[] => {
    if (groups?.scheme?.toLowerCase() === 'basic') return [{ kind: 'basic' }];
    const fields = new Map(
      [...(groups?.rest ?? '').matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s,"]*))/g)].map(
        ([, name = '', quoted, plain = '']) => [name.toLowerCase(), quoted ?? plain] as const,
      ),
    );
    const realm = fields.get('realm');
    if (realm === undefined) return [];
    return [{ kind: 'bearer', realm, service: fields.get('service'), scope: fields.get('scope') }];
  });
}
