import { schemaProblems, upstreamSchemas } from './crd-schema';
import { exampleFleet } from './example';
import { KubernetesObject, allObjects, synthesizedTree } from './tree';

const schemas = upstreamSchemas();
const tree = synthesizedTree(
  exampleFleet({
    clusters: {
      'dev-weu': { lifecycle: 'retiring' },
      'prod-weu': { stage: 'prod', delivery: 'flux-operator' },
      'prod-neu': { stage: 'prod', delivery: 'argo-cd', location: 'northeurope' },
    },
  }),
);
const byKind = new Map<string, { readonly file: string; readonly object: KubernetesObject }[]>();
for (const entry of allObjects(tree)) {
  const kind = `${entry.object.apiVersion} ${entry.object.kind}`;
  byKind.set(kind, [...(byKind.get(kind) ?? []), entry]);
}

/** Custom kinds that we write, whether their schema can be had or not. */
const custom = [
  'argoproj.io/v1alpha1 AppProject',
  'argoproj.io/v1alpha1 Application',
  'expansion.gatekeeper.sh/v1beta1 ExpansionTemplate',
  'helm.toolkit.fluxcd.io/v2 HelmRelease',
  'kustomize.toolkit.fluxcd.io/v1 Kustomization',
  'source.toolkit.fluxcd.io/v1 GitRepository',
  'source.toolkit.fluxcd.io/v1 HelmRepository',
  'source.toolkit.fluxcd.io/v1 OCIRepository',
  'templates.gatekeeper.sh/v1 ConstraintTemplate',
];

describe.each(custom)('%s', (kind) => {
  const schema = schemas.get(kind);
  const reason = schema === undefined ? ' (skipped: the Go module cache has no CRD of it)' : '';
  (schema === undefined ? test.skip : test)(`has no field that upstream's CRD does not know${reason}`, () => {
    const problems = (byKind.get(kind) ?? []).flatMap(({ file, object }) =>
      schemaProblems(schema ?? {}, object).map((problem) => `${file}: ${object.metadata.name}${problem}`),
    );
    expect(byKind.get(kind)).not.toHaveLength(0);
    expect(problems).toEqual([]);
  });
});

test('every custom kind that we write is in the list', () => {
  const ours = /^(securitytower\.io|fluxcd\.controlplane\.io|constraints\.gatekeeper\.sh)\//;
  const builtIn =
    /^(v1|apps\/v1|policy\/v1|scheduling\.k8s\.io\/v1|(networking|rbac\.authorization)\.k8s\.io\/v1) /;
  const unknown = [...byKind.keys()].filter((kind) => !builtIn.test(kind) && !ours.test(kind));
  expect(unknown.sort()).toEqual(custom);
});

test.each([
  [{ name: '1h' }, []],
  [{}, ['.name: missing']],
  [{ name: '1h', a: 1 }, ['.a: unknown']],
  [{ name: 1 }, ['.name: a number where string is wanted']],
  [{ name: 'soon' }, [String.raw`.name: 'soon' does not match ^\d+h$`]],
])('the check itself judges %j', (value, expected) => {
  const name = { type: 'string', pattern: String.raw`^\d+h$` };
  expect(schemaProblems({ type: 'object', properties: { name }, required: ['name'] }, value)).toEqual(
    expected,
  );
});
