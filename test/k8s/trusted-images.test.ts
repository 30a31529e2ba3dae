import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { imageAllowList } from '../../policies/packs/image-allow-list';
import { trustedImages, TrustedImagesProps } from '../../policies/packs/trusted-images';
import type { CheckReport } from '../../kit/core/check/check-report';
import { Cluster } from '../../fleet/cluster';
import { declareFleet, problemsOf } from '../fleet/declare';
import { fleetkeepHere } from '../kit/support/cli';
import { kustomization, manifests, syncFile } from '../kit/support/manifests';
import { commit, git, makeRepository } from '../kit/support/repository';
import { temporaryDirectory } from '../kit/support/temporary';
import { constraintTemplate } from '../../policies/constraint-template';
import { constraint } from '../../policies/constraint';
import { expansionTemplates } from '../../policies/expansion';
import { policyById } from '../../policies/catalogue';
import { synthesizeRepository } from '../../k8s/synthesize';
import { schemaProblems, upstreamSchemas } from './crd-schema';
import { exampleFleet } from './example';
import { allObjects, synthesizedTree } from './tree';

const fleetWith = (props: TrustedImagesProps): ResolvedFleet =>
  exampleFleet({ fleet: { policies: [trustedImages(props)] } });

/** `policy cluster namespace/workload` of every finding of a repository. */
async function findings(directory: string): Promise<readonly string[]> {
  const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json']);
  return (JSON.parse(stdout) as CheckReport).findings
    .map(({ policy, cluster, resource }) => `${policy} ${cluster} ${resource.namespace}/${resource.name}`)
    .sort();
}

test('fleet-wide, in a stage, in a namespace; digests where they are asked for', async () => {
  const directory = temporaryDirectory();
  synthesizeRepository(
    fleetWith({
      allowedImages: ['registry.example.com/*'],
      inStages: { dev: ['acmehub.azurecr.io/*'] },
      inNamespaces: { money: ['acmehub.azurecr.io/payments/*'] },
      digests: ['prod'],
    }),
    directory,
  );
  git(directory, 'init', '--quiet', '--template=');
  commit(directory);
  expect(await findings(directory)).toEqual([
    'K8sAllowedReposv2 prod-neu shop/storefront',
    'K8sAllowedReposv2 prod-weu shop/storefront',
    'K8sAllowedReposv2 staging-weu shop/storefront',
    'K8sImageDigests prod-neu shop/storefront',
    'K8sImageDigests prod-weu shop/storefront',
  ]);
}, 120_000);

describe('signatures', () => {
  const caBundle = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
  const tree = synthesizedTree(
    fleetWith({
      allowedImages: ['registry.example.com/*'],
      signatures: { provider: { kind: 'ratify', caBundle } },
    }),
  );
  const provider = allObjects(tree).find(({ object }) => object.kind === 'Provider');

  test('the provider comes before the constraints, and its account may write it', () => {
    expect(provider?.file).toBe('policies/templates/base/providers.yaml');
    expect(tree.get('policies/templates/base/kustomization.yaml')).toContain('- providers.yaml');
    const role = allObjects(tree).find(
      ({ file, object }) =>
        file === 'cluster/dev-weu/rbac.yaml' && object.metadata.name === 'fleetkeep:templates',
    );
    expect(role?.object['rules']).toContainEqual(
      expect.objectContaining({ apiGroups: ['externaldata.gatekeeper.sh'], resources: ['providers'] }),
    );
  });

  const schema = upstreamSchemas().get('externaldata.gatekeeper.sh/v1beta1 Provider');
  (schema === undefined ? test.skip : test)('the provider is what Gatekeeper’s own CRD knows', () => {
    expect(schemaProblems(schema ?? {}, provider?.object)).toEqual([]);
    // The CRD says of each of them what it is.
    expect(schemaProblems(schema ?? {}, { ...provider?.object, spec: { timeout: '2' } })).not.toEqual([]);
  });
});

test('a stage that there is not', () => {
  const policies = [
    trustedImages({
      allowedImages: ['registry.example.com/*'],
      inStages: { pord: ['docker.io/library/*'] },
      digests: ['production'],
    }),
  ];
  const fleet = declareFleet({ policies });
  new Cluster(fleet, 'dev', { stage: 'dev', kubernetesVersion: '1.34' });
  expect(problemsOf(fleet)).toEqual([
    "declare.ts:7: fleet 'acme': policies 'trusted-images': constraint 'trusted-images-allowed-images' of stage 'pord', which is unknown; did you mean 'prod'?",
    expect.stringContaining(
      "constraint 'trusted-images-image-digests' of stage 'production', which is unknown",
    ),
  ]);
});

describe('the lists of Syncier Security Tower', () => {
  const [selection] = imageAllowList({ trustedregistries: ['registry.example.com'] }).constraints;
  const policy = policyById('trusted-images');
  const pod = (namespace: string, image: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: image.replace(/[^a-z]+/g, '-'), namespace },
    spec: { containers: [{ name: 'app', image }] },
  });
  const namespace = (name: string, annotations: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, annotations },
  });
  const lists = 'docker.io/library/nginx,docker.io/library/redis; quay.io/a\nquay.io/b\tquay.io/c\r\n';

  test('what a namespace is annotated with is trusted in it, under each of the three prefixes, and nowhere else', async () => {
    const prefixes = { now: 'securitytower.io', then: 'phylake.io', first: 'cloud.syncier.com' };
    const names = [...Object.keys(prefixes), 'other'];
    const images = [
      'docker.io/library/nginx:1',
      'docker.io/library/redis@sha256:aa',
      'quay.io/a',
      'quay.io/b:1',
      'quay.io/c:1',
      'ghcr.io/team/app:1',
      'registry.example.com/x:1',
      'docker.io/library/nginx-evil:1',
    ];
    const repository = makeRepository({
      ...syncFile('clusters/prod'),
      'clusters/prod/policies.yaml': manifests(kustomization('policies', './policies')),
      'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps')),
      'policies/policies.yaml': manifests(
        constraintTemplate(policy),
        constraint(policy, selection!, 'deny'),
        ...expansionTemplates,
      ),
      'apps/apps.yaml': manifests(
        ...Object.entries(prefixes).map(([name, prefix]) =>
          namespace(name, {
            [`${prefix}/imageallowlist.trustedimages`]: lists,
            [`${prefix}/imageallowlist.trustedregistries`]: 'ghcr.io/team/',
          }),
        ),
        namespace('other', { 'example.com/imageallowlist.trustedimages': lists }),
        ...names.flatMap((name) => images.map((image) => pod(name, image))),
      ),
    });
    const denied = await findings(repository);
    for (const name of Object.keys(prefixes)) {
      expect(denied.filter((line) => line.includes(` ${name}/`))).toEqual([
        `K8sTrustedImages prod ${name}/docker-io-library-nginx-evil-`,
      ]);
    }
    expect(denied.filter((line) => line.includes(' other/'))).toHaveLength(images.length - 1);
  }, 120_000);
});
