import { Linter } from 'eslint';

/** The entries of the real configuration that say who may import whom, without the type-checked rules around them. */
const directions = jest
  .requireActual<Linter.Config[]>('../../eslint.config.js')
  .filter(({ rules }) => rules !== undefined && 'no-restricted-imports' in rules);

/** File, what it imports, whether the house allows it. */
const table: readonly (readonly [string, string, boolean])[] = [
  ['fleet/cluster.ts', 'constructs', true],
  ['fleet/cluster.ts', 'node:fs', true],
  ['fleet/cluster.ts', './cidr', true],
  ['fleet/cluster.ts', 'cdktf', false],
  ['fleet/grants/grant-file.ts', '../../documents/yaml-documents', true],
  ['documents/yaml-documents.ts', '../fleet/names', false],
  ['fleet/cluster.ts', '../infra/synthesize', false],
  ['infra/azure/cluster.ts', '../../fleet/resolved-fleet', true],
  ['infra/azure/cluster.ts', '@cdktf/provider-azurerm/lib/kubernetes-cluster', true],
  ['infra/azure/cluster.ts', '@cdktf/provider-azurerm', false],
  ['infra/azure/cluster.ts', '@cdktf/provider-github', false],
  ['infra/azure/cluster.ts', '../../k8s/synthesize', false],
  ['infra/azure/cluster.ts', '../../policies/catalogue', false],
  ['infra/azure/cluster.ts', 'cdk8s', false],
  ['infra/main.ts', '../fleet', true],
  ['k8s/chart.ts', '../policies/catalogue', true],
  ['k8s/chart.ts', 'cdk8s-plus-27', true],
  ['k8s/chart.ts', '../kit/core/errors', false],
  ['k8s/chart.ts', 'cdktf', false],
  ['policies/catalogue.ts', '../fleet/resolved-fleet', false],
  ['policies/catalogue.ts', 'constructs', false],
  ['policies/acceptance/parse-acceptances.ts', '../../documents/yaml-documents', true],
  ['kit/core/render/render.ts', '../../../policies/catalogue', true],
  ['kit/core/render/render.ts', '../../engine-client/client', true],
  ['kit/core/render/render.ts', 'cdk8s', false],
  ['kit/core/render/render.ts', '../../../fleet/resolved-fleet', false],
  ['kit/cli/commands/check.ts', '../../core/check/check', true],
  ['kit/cli/commands/check.ts', '../../web/server', false],
  ['kit/web/server.ts', '../cli/program', false],
  ['kit/pr/comment.ts', '../web/server', false],
];

test.each(table)('%s imports %s: %s', (filename, imported, allowed) => {
  const linter = new Linter({ configType: 'flat' });
  const messages = linter.verify(`import x from '${imported}';\nx();`, directions, { filename });
  expect(messages.map(({ ruleId }) => ruleId)).toEqual(allowed ? [] : ['no-restricted-imports']);
});
