import { imageAllowList } from '../../policies/packs/image-allow-list';
import { PackError } from '../../policies/packs/pack-error';
import { trustedImages, type TrustedImagesProps } from '../../policies/packs/trusted-images';

const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
const registry = { allowedImages: ['registry.example.com/*'] };

/** What a pack is refused for; every line begins with the place of the declaration. */
function refusedFor(declare: () => unknown): readonly string[] {
  try {
    declare();
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    const lines = error.message.split('\n');
    for (const line of lines) expect(line).toMatch(/^trusted-images\.test\.ts:\d+: policies '[a-z-]+': /);
    expect(lines).toHaveLength(error.problems.length);
    return error.problems;
  }
  return [];
}

describe('trustedImages', () => {
  const constraints = (props: Partial<TrustedImagesProps>) =>
    trustedImages({ ...registry, ...props }).constraints;

  test('asks for digests everywhere unless told otherwise', () => {
    expect(constraints({}).map(({ policy, stages }) => [policy, stages])).toEqual([
      ['allowed-images', undefined],
      ['image-digests', undefined],
    ]);
    expect(constraints({ digests: false }).map(({ policy }) => policy)).toEqual(['allowed-images']);
    expect(constraints({ digests: ['prod'] })[1]).toMatchObject({
      name: 'trusted-images-image-digests',
      stages: ['prod'],
    });
  });

  test('stages and namespaces trust more, and a namespace of its own is no other’s', () => {
    const [all, shop] = constraints({
      digests: false,
      inStages: { dev: ['docker.io/library/*'] },
      inNamespaces: { 'shop-*': ['ghcr.io/shop/*'] },
    });
    expect(all).toMatchObject({
      name: 'trusted-images-allowed-images',
      parameters: registry,
      parametersIn: { dev: { allowedImages: ['registry.example.com/*', 'docker.io/library/*'] } },
      exceptNamespaces: ['shop-*'],
    });
    expect(shop).toMatchObject({
      name: 'trusted-images-allowed-images-shop-any',
      parameters: { allowedImages: ['registry.example.com/*', 'ghcr.io/shop/*'] },
      parametersIn: {
        dev: { allowedImages: ['registry.example.com/*', 'docker.io/library/*', 'ghcr.io/shop/*'] },
      },
      namespaces: ['shop-*'],
    });
  });

  test.each([
    ['ratify', 'ratify-provider', /^https:\/\/ratify\.gatekeeper-system:6001\//],
    ['cosign', 'cosign-gatekeeper-provider', /^https:\/\/cosign-gatekeeper-provider\./],
  ] as const)('signatures are verified by %s, which Gatekeeper is told where to find', (kind, name, url) => {
    const pack = trustedImages({
      ...registry,
      signatures: {
        provider: { kind, caBundle: certificate },
        stages: ['prod'],
        without: ['mcr.microsoft.com/*'],
      },
    });
    expect(pack.constraints.at(-1)).toMatchObject({
      policy: 'signed-images',
      stages: ['prod'],
      parameters: { provider: name, exemptImages: ['mcr.microsoft.com/*'] },
    });
    expect(pack.providers).toEqual([
      {
        apiVersion: 'externaldata.gatekeeper.sh/v1beta1',
        kind: 'Provider',
        metadata: { name },
        spec: {
          url: expect.stringMatching(url) as string,
          timeout: 2,
          caBundle: Buffer.from(certificate).toString('base64'),
        },
      },
    ]);
  });

  test('all that is wrong is told at once, with the place of the declaration', () => {
    expect(
      refusedFor(() =>
        trustedImages({
          allowedImages: ['registry.example.com*', '*', 'registry.example.com/*', ''],
          inStages: { dev: ['docker.io*'] },
          inNamespaces: { 'shop-*': ['a b'], 'shop-eu': [], Shop: [] },
          signatures: {
            provider: { kind: 'ratify', caBundle: 'ca.crt', url: 'http://ratify', timeoutSeconds: 30 },
          },
        }),
      ),
    ).toEqual([
      'allowedImages: "registry.example.com*" trusts registries of anyone; write "registry.example.com/*".',
      'allowedImages: "*" trusts registries of anyone; write the registries that you mean, as in "registry.example.com/*".',
      'allowedImages: "" is no image; write one, or the beginning of some and "*".',
      'inStages.dev: "docker.io*" trusts registries of anyone; write "docker.io/*".',
      'inNamespaces.shop-*: "a b" is no image; write one, or the beginning of some and "*".',
      'inNamespaces: "Shop" is no namespace; write its name, or the beginning of names and "*".',
      'inNamespaces: "shop-eu" is among "shop-*"; leave one of them out.',
      "signatures.provider.caBundle is no certificate in PEM; read it from its file: readFileSync('provider-ca.crt', 'utf8').",
      'signatures.provider.url is "http://ratify"; Gatekeeper asks by HTTPS only: write https://….',
      'signatures.provider.timeoutSeconds is 30; write 1 or 2: the webhook must have answered after 3.',
    ]);
  });

  test('a key that got into the bundle is refused, and not repeated', () => {
    const caBundle = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
    const [problem] = refusedFor(() =>
      trustedImages({ ...registry, signatures: { provider: { kind: 'cosign', caBundle } } }),
    );
    expect(problem).toMatch(/holds a private key; give certificates only/);
    expect(problem).not.toContain('c2VjcmV0');
  });

  test('a provider that nobody knows', () => {
    const provider = { kind: 'notary', caBundle: certificate } as never;
    expect(refusedFor(() => trustedImages({ ...registry, signatures: { provider } }))).toEqual([
      `signatures.provider.kind is "notary"; write 'ratify' or 'cosign'.`,
    ]);
  });
});

describe('imageAllowList', () => {
  test('has the parameters of the original product, and more of them in a stage', () => {
    const { constraints } = imageAllowList({
      trustedregistries: ['registry.example.com'],
      inStages: { dev: { trustedimages: ['docker.io/library/nginx'] } },
    });
    expect(constraints).toEqual([
      expect.objectContaining({
        policy: 'trusted-images',
        parameters: { trustedregistries: ['registry.example.com'], trustedimages: [] },
        parametersIn: {
          dev: { trustedregistries: ['registry.example.com'], trustedimages: ['docker.io/library/nginx'] },
        },
      }),
    ]);
  });

  test('refuses what could never match, with the place of the declaration', () => {
    expect(
      refusedFor(() =>
        imageAllowList({
          trustedregistries: ['registry.example.com/*'],
          inStages: { dev: { trustedimages: ['a, b'] } },
        }),
      ),
    ).toEqual([
      'trustedregistries: "registry.example.com/*" matches nothing; write a registry or an image without "*", commas or spaces.',
      'inStages.dev.trustedimages: "a, b" matches nothing; write a registry or an image without "*", commas or spaces.',
    ]);
  });
});
