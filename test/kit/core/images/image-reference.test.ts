import * as fc from 'fast-check';

import { canonicalImage, parseImage } from '../../../../kit/core/images/image-reference';
import { buildTimeout } from '../../../registry/program';
import { upstreamReferences } from '../../../registry/upstream-references';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['nginx:1.29', 'docker.io', 'library/nginx', '1.29', null],
  ['bitnami/redis', 'docker.io', 'bitnami/redis', 'latest', null],
  ['docker.io/nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['index.docker.io/library/nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['ghcr.io/fluxcd/flux-cli:v2.7.0', 'ghcr.io', 'fluxcd/flux-cli', 'v2.7.0', null],
  ['localhost/web', 'localhost', 'web', 'latest', null],
  ['registry:5000/web', 'registry:5000', 'web', 'latest', null],
  ['registry.example.com:5000/a/b/c:1.0-rc.1', 'registry.example.com:5000', 'a/b/c', '1.0-rc.1', null],
  [`acme.azurecr.io/web@${digest}`, 'acme.azurecr.io', 'web', null, digest],
  [`acme.azurecr.io/web:1@${digest}`, 'acme.azurecr.io', 'web', '1', digest],
  ['a/b__c/d-e.f', 'docker.io', 'a/b__c/d-e.f', 'latest', null],
  ['[2001:db8::1]:5000/web', '[2001:db8::1]:5000', 'web', 'latest', null],
  ['Registry/web', 'Registry', 'web', 'latest', null],
])('%s', (image, registry, repository, tag, pinned) => {
  expect(parseImage(image)).toEqual({
    kind: 'reference',
    reference: { registry, repository, tag, digest: pinned },
  });
});

test.each([
  ['', 'is empty; write for instance'],
  ['UPPER', 'has capital letters in its name; write library/upper'],
  ['acme.azurecr.io/Web:1', 'has capital letters in its name; write web'],
  ['a//b', "has the name 'a//b'"],
  ['web:', "has the tag ''"],
  ['web:a b', "has the tag 'a b'"],
  ['web@sha256:12', "has the digest 'sha256:12'; write sha256: and 64 hexadecimal digits"],
  [`web@sha256:${'A'.repeat(64)}`, 'in lower case'],
  ['${IMAGE}', 'still holds a variable'],
  ['https://example.com/web', "has the registry 'https:', which is no host"],
  ['-a', "has the name 'library/-a'"],
  ['a'.repeat(64), 'is an image id'],
  [`example.com/${'a'.repeat(256)}`, 'has a name of 256 characters; at most 255 are allowed'],
])('no reference: %p', (image, problem) => {
  expect(parseImage(image)).toEqual({
    kind: 'invalid',
    problem: expect.stringContaining(problem) as string,
  });
});

test(
  'generated texts are taken for what the distribution project takes them for',
  async () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9]{1,4}$/),
      fc.stringMatching(/^[a-z0-9]{1,2}[a-zA-Z0-9._-]{1,4}$/),
    );
    const host = fc.constantFrom(
      'docker.io',
      'index.docker.io',
      'localhost',
      'ghcr.io:443',
      '[::1]',
      'Acme',
      'a.b',
    );
    const tag = fc.option(fc.stringMatching(/^:[\w.:-]{0,5}$/), { nil: '' });
    const pinned = fc.constantFrom(
      '',
      `@${digest}`,
      '@sha256:12',
      `@sha512:${'0'.repeat(128)}`,
      `@md5:${'0'.repeat(32)}`,
    );
    const likely = fc
      .tuple(fc.option(host, { nil: undefined }), fc.array(word, { minLength: 1, maxLength: 3 }), tag, pinned)
      .map(
        ([first, path, ...rest]) =>
          [...(first === undefined ? [] : [first]), ...path].join('/') + rest.join(''),
      );
    const texts = fc.sample(fc.oneof(likely, likely, fc.string({ maxLength: 12 })), {
      numRuns: 5_000,
      seed: 1,
    });
    const expected = await upstreamReferences(texts);
    const different = texts.filter((text, index) => {
      const [own, theirs] = [parseImage(text), expected[index]];
      if (own.kind === 'invalid' || theirs?.kind !== 'reference') return own.kind !== theirs?.kind;
      return canonicalImage(own.reference) !== canonicalImage(theirs.reference);
    });
    expect(different).toEqual([]);
    // A generator that makes nothing valid, or nothing else, compares nothing.
    const valid = expected.filter(({ kind }) => kind === 'reference').length;
    expect(valid).toBeGreaterThan(texts.length / 20);
    expect(valid).toBeLessThan(texts.length / 2);
  },
  buildTimeout,
);
