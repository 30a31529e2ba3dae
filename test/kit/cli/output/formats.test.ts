import { csv } from '../../../../kit/cli/output/csv';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, configMap, manifests } from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';

const files: Files = {
  ...cleanCluster(),
  'apps/with space & <more>.yaml': manifests(configMap('bad', { forbidden: '<x> & "y"\u0001' })),
  'apps/zz.yaml': manifests(configMap('worse', { forbidden: 'z' })),
};
const unevaluated = { ...files, 'more/broken.yaml': 'a: [\n', 'clusters/prod/more.yaml': '' };

async function check(format: string, ...args: readonly string[]): Promise<string> {
  const repository = makeRepository({
    ...unevaluated,
    'clusters/prod/more.yaml': (files['clusters/prod/apps.yaml'] ?? '').replaceAll('apps', 'more'),
  });
  const outcome = await fleetkeepHere(['check', '--repository', repository, '-o', format, ...args]);
  expect(outcome.exitCode).toBe(3);
  return outcome.stdout;
}

test('SARIF 2.1.0: rules, results with places and fingerprints, and what was not evaluated', async () => {
  const { runs } = JSON.parse(await check('sarif')) as { runs: Record<string, unknown>[] };
  expect(runs).toEqual([
    {
      tool: {
        driver: {
          name: 'fleetkeep',
          version: '0.0.0-test',
          rules: [
            {
              id: 'TestForbidden',
              shortDescription: { text: 'TestForbidden' },
              defaultConfiguration: { level: 'error' },
              properties: { 'security-severity': '8.0', tags: ['security', 'acme/1/C-7'] },
            },
          ],
        },
      },
      invocations: [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [
            {
              level: 'error',
              message: {
                text: expect.stringMatching(/^Not evaluated: .*not valid YAML.* \(cluster prod\)$/) as string,
              },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'more/broken.yaml' },
                    region: { startLine: expect.any(Number) as number },
                  },
                },
              ],
            },
          ],
        },
      ],
      results: [
        expect.objectContaining({
          ruleId: 'TestForbidden',
          ruleIndex: 0,
          level: 'error',
          partialFingerprints: { 'fleetkeep/v1': expect.stringMatching(/^[0-9a-f]{64}$/) as string },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'apps/with%20space%20&%20%3Cmore%3E.yaml' },
                region: { startLine: 1 },
              },
            },
          ],
        }),
        expect.objectContaining({ message: { text: 'data.forbidden is z: remove it (cluster prod)' } }),
      ],
    },
  ]);
});

test('JUnit: a suite for each cluster, failures and errors, and nothing that XML cannot hold', async () => {
  const xml = await check('junit');
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="fleetkeep check">/);
  expect(xml).toMatch(/<testsuite name="prod" tests="\d+" failures="2" errors="1">/);
  expect(xml).toContain('message="data.forbidden is &lt;x&gt; &amp; &quot;y&quot;\ufffd: remove it"');
  expect(xml).toContain('<error type="not-evaluated"');
  expect(xml).toMatch(/name="shop\/ConfigMap\/settings" file="apps\/settings\.yaml"\/>/);
  // eslint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/[\u0000-\u0008]/);
});

test('CSV: a line for each finding', async () => {
  const [head, ...lines] = (await check('csv')).trimEnd().split('\n');
  expect(head).toBe(
    'fingerprint,severity,enforcement,state,cluster,kustomization,apiVersion,kind,namespace,name,policy,constraint,file,line,message,controls',
  );
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(
    /^[0-9a-f]{64},high,deny,existing,prod,flux-system\/apps,v1,ConfigMap,shop,worse,TestForbidden,no-forbidden,apps\/zz\.yaml,1,data\.forbidden is z: remove it,acme 1 C-7$/,
  );
});

test('wide: everything, and the sums under it', async () => {
  const text = await check('wide');
  expect(text.split('\n')[0]).toMatch(
    /^SEVERITY +ACTION +CLUSTER +RESOURCE +FILE +KUSTOMIZATION +POLICY +CONTROLS +MESSAGE$/,
  );
  expect(text).toContain('TestForbidden/no-forbidden');
  expect(text).toMatch(/\n2 findings \(2 deny\), 1 not evaluated in \d+ resources of 1 cluster\n$/);
});

test('CSV cells are quoted where they must be, and no formula', () => {
  const values = ['plain', 'a,b', 'say "hi"', 'two\nlines', '=1+1', '@x', '-1', -1, null, undefined, true];
  const text = csv(
    values.map((value) => ({ value })),
    [{ title: 'v,1', value: ({ value }) => value }],
  );
  expect(text).toBe('"v,1"\nplain\n"a,b"\n"say ""hi"""\n"two\nlines"\n\'=1+1\n\'@x\n\'-1\n-1\n\n\ntrue\n');
});
