import { catalogue, policyById } from '../../policies/catalogue';
import { constraintTemplate, parametersSchema } from '../../policies/constraint-template';

describe.each(catalogue.map((policy) => [policy.id, policy] as const))('the template of %s', (_, policy) => {
  const template = constraintTemplate(policy);

  test('is named as Gatekeeper demands and carries the metadata', () => {
    expect(template).toMatchObject({
      apiVersion: 'templates.gatekeeper.sh/v1',
      metadata: {
        name: policy.kind.toLowerCase(),
        annotations: {
          description: policy.description,
          'fleetkeep.dev/title': policy.title,
          'fleetkeep.dev/severity': policy.severity,
        },
      },
      spec: { crd: { spec: { names: { kind: policy.kind } } } },
    });
    expect(template.metadata.annotations['fleetkeep.dev/controls']?.split(', ')).toEqual(
      policy.controls.map(({ standard, version, id }) => `${standard}/${version}/${id}`),
    );
  });

  test('is Rego v1 and brings exactly the shared modules that it needs', () => {
    const [target] = template.spec.targets as {
      code: { engine: string; source: Record<string, unknown> }[];
    }[];
    const source = target?.code[0]?.source as { rego: string; version: string; libs: string[] };
    expect(target?.code.map((code) => code.engine)).toEqual(['Rego']);
    expect(source.version).toBe('v1');
    const packages = source.libs.map((library) => /^package (\S+)$/m.exec(library)?.[1]);
    const all = [source.rego, ...source.libs].join('\n');
    const imports = [...all.matchAll(/^import data\.(lib\.\w+)$/gm)].map(([, name]) => name);
    expect(packages).toEqual([...new Set(imports)].sort());
  });

  test('asks the API server for no defaults: a pull request has no API server', () => {
    expect(JSON.stringify(parametersSchema(policy))).not.toMatch(/"(default|absent)":/);
  });
});

test('a whole template', () => {
  expect(constraintTemplate(policyById('host-namespaces'))).toMatchSnapshot({
    spec: { targets: expect.any(Array) as object[] },
  });
});
