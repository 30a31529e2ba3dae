import type { BenchAnswers } from './support/bench-answers';
import { objectAt, type JsonObject } from './support/json';
import './support/matchers';
import { describeTerraform } from './support/requirements';
import type { StackResult } from './support/stack-result';
import { terraformBench } from './support/terraform-bench';
import { stateOf, writtenStacks } from './support/written-stacks';

function group(content: JsonObject): JsonObject {
  return { resource: { azurerm_resource_group: { main: content } } };
}

const sound = { name: 'rg-main', location: 'westeurope' };
const hub = { ...group(sound), output: { group_id: { value: '${azurerm_resource_group.main.id}' } } };
const repository = (content: JsonObject): JsonObject => ({
  resource: { github_repository: { fleet: content } },
});

/** What a configuration says of the providers' versions. */
function requiring({ azurerm, github }: { azurerm: string; github: string }): JsonObject {
  return {
    required_providers: {
      azurerm: { source: 'hashicorp/azurerm', version: azurerm },
      github: { source: 'integrations/github', version: github },
    },
  };
}

/** A stack that reads an output of a stack's state. */
function reader(stack: string, output: string): JsonObject {
  const lock = {
    name: 'lock',
    lock_level: 'CanNotDelete',
    scope: `\${data.terraform_remote_state.hub.outputs.${output}}`,
  };
  return {
    data: { terraform_remote_state: { hub: stateOf(stack) } },
    resource: { azurerm_management_lock: { lock } },
  };
}

describeTerraform('planted faults', () => {
  const invalid: readonly {
    fault: string;
    configuration: JsonObject;
    says: Partial<StackResult['errors'][number]>;
  }[] = [
    {
      fault: 'an unknown attribute',
      configuration: group({ ...sound, colour: 'blue' }),
      says: {
        summary: 'Extraneous JSON object property',
        detail: expect.stringContaining('No argument or block type is named "colour".') as string,
      },
    },
    {
      fault: 'an unknown attribute in a nested block',
      configuration: repository({
        name: 'fleet',
        security_and_analysis: [{ secret_scaning: [{ status: 'enabled' }] }],
      }),
      says: { detail: expect.stringContaining('"secret_scaning"') as string },
    },
    {
      fault: 'a wrong type',
      configuration: repository({ name: 'fleet', has_issues: 'perhaps' }),
      says: {
        summary: 'Incorrect attribute value type',
        detail: expect.stringContaining('a bool is required') as string,
        address: 'github_repository.fleet',
      },
    },
    {
      fault: 'a missing required attribute',
      configuration: group({ name: 'rg-main' }),
      says: {
        summary: 'Missing required argument',
        detail: 'The argument "location" is required, but no definition was found.',
        address: 'azurerm_resource_group.main',
      },
    },
    {
      fault: 'a missing required block',
      configuration: {
        resource: { azurerm_kubernetes_cluster: { main: { ...sound, resource_group_name: 'rg-main' } } },
      },
      says: { summary: 'Insufficient default_node_pool blocks', address: 'azurerm_kubernetes_cluster.main' },
    },
    {
      fault: 'too many blocks',
      configuration: repository({
        name: 'fleet',
        template: [
          { owner: 'a', repository: 'b' },
          { owner: 'a', repository: 'c' },
        ],
      }),
      says: { summary: 'Too many template blocks' },
    },
    {
      fault: 'an unknown resource type',
      configuration: { resource: { azurerm_resource_gruop: { main: sound } } },
      says: {
        summary: 'Invalid resource type',
        detail: expect.stringContaining('does not support resource type "azurerm_resource_gruop"') as string,
      },
    },
    {
      fault: 'a computed attribute that is set',
      configuration: repository({ name: 'fleet', node_id: 'R_1' }),
      says: { summary: 'Value for unconfigurable attribute', address: 'github_repository.fleet' },
    },
    {
      fault: 'a reference to nothing',
      configuration: { ...group({ ...sound, location: '${azurerm_resource_group.hub.location}' }) },
      says: { summary: 'Reference to undeclared resource', address: 'azurerm_resource_group.main' },
    },
    {
      fault: 'a reference to an attribute that does not exist',
      configuration: { ...hub, output: { group_id: { value: '${azurerm_resource_group.main.identifier}' } } },
      says: { summary: 'Unsupported attribute', detail: expect.stringContaining('"identifier"') as string },
    },
    {
      fault: 'a cycle',
      configuration: {
        resource: {
          azurerm_resource_group: {
            a: { name: '${azurerm_resource_group.b.name}-a', location: 'westeurope' },
            b: { name: '${azurerm_resource_group.a.name}-b', location: 'westeurope' },
          },
        },
      },
      says: {
        summary: expect.stringMatching(
          /^Cycle: azurerm_resource_group\.[ab], azurerm_resource_group\.[ab]$/,
        ) as string,
      },
    },
    {
      fault: 'a version of a provider that the bindings do not wrap',
      configuration: {
        terraform: requiring({ azurerm: '4.56.0', github: '6.9.0' }),
        ...group(sound),
      },
      says: { summary: 'Failed to query available provider packages' },
    },
  ];

  test.each(invalid)('$fault', async ({ configuration, says }) => {
    const stack = (await terraformBench(writtenStacks({ only: configuration }))).stack('only');
    const { succeeded, errors } = await stack.validate();
    expect({ succeeded, errors }).toEqual({ succeeded: false, errors: [expect.objectContaining(says)] });
  });

  test.each([
    {
      fault: 'an unknown setting of the backend',
      settings: { colour: 'blue' },
      says: 'No argument or block type is named "colour".',
    },
    { fault: 'a wrong type in the backend', settings: { use_oidc: 'perhaps' }, says: 'a bool is required' },
    {
      fault: 'a missing setting of the backend',
      settings: { container_name: undefined },
      says: '"container_name": required field is not set',
    },
  ])('$fault', async ({ settings, says }) => {
    const { backend, config } = stateOf('only');
    const terraform = { backend: { [String(backend)]: { ...objectAt({ config }, 'config'), ...settings } } };
    const stack = (await terraformBench(writtenStacks({ only: { terraform } }))).stack('only');
    await expect(expect(stack).toHaveValidBackend()).rejects.toThrow(says);
    await expect(stack).toValidate();
  });

  test('a deprecated argument is a warning', async () => {
    const configuration = repository({ name: 'fleet', private: true });
    const stack = (await terraformBench(writtenStacks({ only: configuration }))).stack('only');
    const { succeeded, warnings } = await stack.validate();
    expect({ succeeded, warnings }).toEqual({
      succeeded: true,
      warnings: [
        expect.objectContaining({ summary: 'Argument is deprecated', address: 'github_repository.fleet' }),
      ],
    });
  });

  test('the sound configuration that the faults were planted in validates', async () => {
    const bench = await terraformBench(writtenStacks({ hub, cluster: reader('hub', 'group_id') }));
    await expect(bench.stack('cluster')).toHaveValidBackend();
    await expect(bench.stack('cluster')).toApplyAndSettle();
    await expect(bench.stack('hub')).toPlanNothing();
  });

  test('the message names file, line, address and what is wrong', async () => {
    const stack = (await terraformBench(writtenStacks({ only: group({ name: 'rg-main' }) }))).stack('only');
    await expect(expect(stack).toValidate()).rejects.toThrow(
      /error: Missing required argument\n {2}at only\/cdk\.tf\.json:\d+, azurerm_resource_group\.main\n {2}The argument "location" is required/,
    );
  });

  describe('across stacks', () => {
    test('an output that the other stack does not have', async () => {
      const bench = await terraformBench(writtenStacks({ hub, cluster: reader('hub', 'vault_id') }));
      await expect(bench.stack('cluster')).toValidate();
      const { errors } = await bench.stack('cluster').plan();
      expect(errors).toEqual([
        expect.objectContaining({
          summary: 'Unsupported attribute',
          detail: expect.stringContaining('"vault_id"') as string,
          address: 'azurerm_management_lock.lock',
        }),
      ]);
    });

    test('a state that no stack writes', async () => {
      const bench = await terraformBench(writtenStacks({ hub, cluster: reader('hob', 'group_id') }));
      const { errors } = await bench.stack('cluster').plan();
      expect(errors.map(({ summary }) => summary)).toEqual(['Unable to find remote state']);
    });

    test('stacks that read each other', async () => {
      const stacks = writtenStacks({
        hub: { ...reader('cluster', 'x') },
        cluster: reader('hub', 'group_id'),
      });
      await expect(terraformBench(stacks)).rejects.toThrow(
        'These stacks wait for each other or for one that does not exist: hub (after cluster); cluster (after hub).',
      );
    });

    test('a stack after one that fails is not reached, and says why', async () => {
      const bench = await terraformBench(
        writtenStacks({ hub: group({ name: 'x' }), cluster: reader('hub', 'group_id') }),
      );
      const { succeeded, report } = await bench.stack('cluster').plan();
      expect(succeeded).toBe(false);
      expect(report).toContain('Stack cluster was not reached, because it needs hub:');
      expect(report).toContain('The argument "location" is required');
    });
  });

  const perpetual: readonly {
    fault: string;
    configuration: JsonObject;
    answers?: BenchAnswers;
    changes: readonly object[];
  }[] = [
    {
      fault: 'a clock in the configuration',
      configuration: group({ ...sound, tags: { at: '${timestamp()}' } }),
      changes: [{ address: 'azurerm_resource_group.main', action: 'update' }],
    },
    {
      fault: 'a value that the cloud never keeps',
      configuration: group({ ...sound, tags: { Stage: 'dev' } }),
      answers: {
        resources: [
          { type: 'azurerm_resource_group', where: { name: 'rg-main' }, drift: { tags: { stage: 'dev' } } },
        ],
      },
      changes: [{ action: 'update', differences: ['tags: {"stage":"dev"} -> {"Stage":"dev"}'] }],
    },
    {
      fault: 'a resource that the cloud removes',
      configuration: group(sound),
      answers: { resources: [{ type: 'azurerm_resource_group', gone: true }] },
      changes: [{ address: 'azurerm_resource_group.main', action: 'create' }],
    },
  ];

  test.each(perpetual)('a perpetual diff: $fault', async ({ configuration, answers, changes }) => {
    const stack = (await terraformBench(writtenStacks({ only: configuration }), answers)).stack('only');
    await expect(stack).toPlanCleanly();
    await expect(stack).not.toApplyAndSettle();
    const settled = await stack.settle();
    expect(settled).toMatchObject({ succeeded: true, changes });
  });
});
