import { UsageError } from '../../core/errors';
import { type RoleSuggestion, suggestRole, type SuggestedRole } from '../../core/roles/suggest-role';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedList, notEvaluatedBeside } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import { printable, type Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';

/** `fleetkeep suggest role` */
export const suggestRoleCommand: CommandSpec = {
  description:
    'Derives from what a tenant renders to, in every cluster, the rights that its service account needs and no more. ' +
    'A tenant is a namespace with the label fleetkeep.dev/tenant, else one of that name. ' +
    'Ends with 3 when something of the tenant could not be rendered: the role may lack something then.',
  options: [],
  operand: { name: '<tenant>', description: 'name of the tenant or of its namespace' },
  examples: [
    { does: 'what the account of a tenant needs, and what for', line: 'fleetkeep suggest role shop' },
    { does: 'the Role and its binding as manifests', line: 'fleetkeep suggest role shop -o yaml' },
    {
      does: 'the rules, for the tenant’s statement in fleet.ts',
      line: "fleetkeep suggest role shop -o json | jq '.roles[0].rules'",
    },
  ],
  async run(context, _, tenant) {
    const { environment, engine, terminal, read, format } = context;
    if (tenant === undefined) throw new UsageError('suggest role needs the name of a tenant');
    const suggestion = await suggestRole(environment, engine, tenant, read);
    const printers = {
      table: () => text(suggestion, terminal, false),
      wide: () => text(suggestion, terminal, true),
      json: () => json(suggestion),
      yaml: () => manifests(suggestion),
    };
    context.print(print(printers, format));
    if (format === 'yaml') context.warn(notEvaluatedBeside(suggestion.notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: suggestion.notEvaluated.length });
  },
};

interface Row {
  readonly role: SuggestedRole;
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly reasons: readonly string[];
}

function text(suggestion: RoleSuggestion, terminal: Terminal, wide: boolean): string {
  const rows = suggestion.roles.flatMap((role) =>
    role.rules.flatMap(({ apiGroups: [apiGroup = ''], resources, verbs }) =>
      resources.map((resource): Row => ({
        role,
        apiGroup,
        resource,
        verbs,
        reasons: role.reasons
          .filter((one) => one.apiGroup === apiGroup && one.resource === resource)
          .map(({ reason }) => reason),
      })),
    ),
  );
  const columns: readonly Column<Row>[] = [
    { title: 'ACCOUNT', value: ({ role: { serviceAccount: one } }) => `${one.namespace}/${one.name}` },
    { title: 'IN', value: ({ role }) => role.namespace ?? 'the whole cluster' },
    { title: 'API GROUP', value: ({ apiGroup }) => apiGroup },
    { title: 'RESOURCE', value: ({ resource }) => resource },
    { title: 'VERBS', value: ({ verbs }) => verbs.join(','), shrinks: true },
  ];
  const why: Column<Row> = {
    title: 'FOR',
    value: ({ reasons: [first = '', ...more] }) =>
      wide ? [first, ...more].join('; ') : more.length > 0 ? `${first} and ${more.length} more` : first,
    shrinks: true,
  };
  const body = table(rows, [...columns, why], terminal);
  const hidden = notEvaluatedList(suggestion.notEvaluated, terminal, wide);
  return [body, hidden].filter((part) => part !== '').join('\n');
}

/** Each role and its binding: somebody who has the rights himself may apply them. */
function* manifests({ tenant, clusters, roles }: RoleSuggestion): Iterable<string> {
  for (const { kind, namespace, name, serviceAccount, rules } of roles) {
    const metadata = namespace === null ? { name } : { name, namespace };
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const binding = {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [{ kind: 'ServiceAccount', ...serviceAccount }],
    };
    yield `---\n# ${printable(`what ${tenant} needs in ${clusters.join(', ')}`)}\n`;
    yield yaml({ apiVersion, kind, metadata, rules });
    yield `---\n${yaml(binding)}`;
  }
}
