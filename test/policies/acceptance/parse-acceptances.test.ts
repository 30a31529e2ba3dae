import Ajv2020 from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { parseAcceptances } from '../../../policies/acceptance/parse-acceptances';
import { capInDays, isWide } from '../../../policies/acceptance/risk-acceptance';
import {
  acceptanceProblems,
  acceptanceProblemText,
  type AcceptanceScope,
} from '../../../policies/acceptance/validate-acceptances';
import { valueDigest } from '../../../policies/acceptance/value-digest';
import { acceptanceText, type Difference } from './acceptances';

const schemaFile = join(__dirname, '../../../docs/schemas/risk-acceptance.schema.json');
const matchesSchema = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);
const scope: AcceptanceScope = {
  policies: new Map([
    ['K8sPSPPrivilegedContainer', { severity: 'critical', constraints: ['privileged-container'] }],
    ['K8sImageDigests', { severity: 'medium', constraints: ['image-digests'] }],
  ]),
  clusters: ['prod-weu', 'dev-weu'],
  stages: ['dev', 'prod'],
};

const file = '.securitytower/acceptances/ra-1.yaml';
const formProblems = (text: string): readonly string[] =>
  parseAcceptances([{ path: file, text }]).problems.map(acceptanceProblemText);
const allProblems = (text: string): readonly string[] => {
  const { acceptances, problems } = parseAcceptances([{ path: file, text }]);
  return [...problems, ...acceptanceProblems(acceptances, scope)].map(acceptanceProblemText);
};

/** The line that a problem's text names. */
const lineNamed = (text: string, problem = ''): string =>
  text.split('\n')[Number(problem.split(':')[1]) - 1] ?? '';

test('one that is in order', () => {
  const text = acceptanceText();
  expect(allProblems(text)).toEqual([]);
  expect(matchesSchema(parse(text))).toBe(true);
  expect(parseAcceptances([{ path: file, text }]).acceptances[0]?.acceptance).toMatchObject({
    name: 'ra-1',
    createdAt: '2026-11-01T00:00:00Z',
    expiresAt: '2026-11-30T00:00:00Z',
    hardExpiresAt: '2026-12-14T00:00:00Z',
  });
});

const target = (difference: Difference): Difference => ({
  target: {
    stages: ['prod'],
    namespace: 'shop',
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'web',
    ...difference,
  },
});
const place = (difference: Difference): Difference => ({
  accepts: [{ field: 'spec.x', digest: valueDigest(true), ...difference }],
});

test.each<[string, Difference, Difference, string, string]>([
  [
    'no end',
    { expiresAt: undefined },
    {},
    'policy:',
    'spec.expiresAt is missing; an accepted risk ends: write a day',
  ],
  [
    'an end that is no date',
    { expiresAt: '2026-02-30' },
    {},
    '2026-02-30',
    "spec.expiresAt is '2026-02-30', which is no date",
  ],
  [
    'an end in local time',
    { expiresAt: '2026-11-30T00:00:00+01:00' },
    {},
    '+01:00',
    'write a day or a moment in UTC',
  ],
  [
    'an approver',
    { approvedBy: 'me' },
    {},
    'approvedBy',
    'spec.approvedBy is typed in, and anybody can type; remove it',
  ],
  ['an approval', {}, { approvals: 2 }, 'approvals', 'approvals is typed in'],
  [
    'a field that is none',
    { expires: 'never' },
    {},
    'never',
    'spec.expires is no field of a RiskAcceptance; did you mean expiresAt',
  ],
  [
    'another apiVersion',
    {},
    { apiVersion: 'securitytower.io/v1' },
    'apiVersion',
    'write securitytower.io/v1alpha1',
  ],
  ['no name', {}, { metadata: {} }, 'metadata', 'metadata.name is missing'],
  ['no owner', { owner: '' }, {}, 'owner', 'spec.owner is missing; write who answers for the risk'],
  ['no reason', { reason: undefined }, {}, 'policy:', 'spec.reason is missing'],
  ['no ticket', { ticket: undefined }, {}, 'policy:', 'spec.ticket is missing'],
  [
    'another category',
    { category: 'why-not' },
    {},
    'why-not',
    'write one of waiver, mitigated, false-positive',
  ],
  [
    'clusters and stages',
    target({ clusters: ['prod-weu'] }),
    {},
    'stages:',
    'spec.target names clusters and stages',
  ],
  [
    'neither clusters nor stages',
    target({ stages: undefined }),
    {},
    'namespace:',
    'spec.target names neither clusters nor stages',
  ],
  ['no kind', target({ kind: undefined }), {}, 'stages:', 'spec.target.kind is missing'],
  ['a pattern in the middle', target({ name: 'a*b' }), {}, 'a*b', 'spec.target.name is "a*b"'],
  ['labels to match', target({ labels: { app: 'web' } }), {}, 'app: web', 'spec.target.labels is no field'],
  ['no place', { accepts: [] }, {}, 'accepts: []', 'spec.accepts names no place'],
  [
    'a digest of nothing',
    place({ digest: 'sha256:abc' }),
    {},
    'sha256:abc',
    'write the digest that `fleetkeep check -o json` gives',
  ],
  [
    'a value that the digest is not of',
    place({ value: false }),
    {},
    'value: false',
    'spec.accepts[0].value is false, which is not what the digest is of',
  ],
])('%s is refused', (_, spec, rest, line, message) => {
  const text = acceptanceText(spec, rest);
  const problems = formProblems(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(problems[0]).toContain(`${file}:`);
  expect(lineNamed(text, problems[0])).toContain(line);
});

test.each<[string, Difference, string]>([
  ['no end', { expiresAt: undefined }, ''],
  ['an approver', { approvedBy: 'me' }, ''],
  ['clusters and stages', target({ clusters: ['a'] }), ''],
  ['no place', { accepts: [] }, ''],
  ['a short digest', place({ digest: 'sha256:abc' }), ''],
  ['another category', { category: 'x' }, ''],
])('the schema refuses %s too', (_, spec) => {
  expect(matchesSchema(parse(acceptanceText(spec)))).toBe(false);
});

test.each<[string, Difference, string, string]>([
  [
    'an unknown policy',
    { policy: 'K8sPSPPrivileged' },
    'policy:',
    "spec.policy 'K8sPSPPrivileged' is in force nowhere; did you mean 'K8sPSPPrivilegedContainer'?",
  ],
  [
    'an unknown constraint',
    { constraint: 'nope' },
    'constraint: nope',
    "spec.constraint 'nope' is no constraint of K8sPSPPrivilegedContainer",
  ],
  [
    'an end past the cap',
    { expiresAt: '2026-12-15' },
    '2026-12-15',
    'is more than 30 days after createdAt, the cap of a policy of severity critical; write 2026-12-01T00:00:00Z or earlier',
  ],
  ['an end before the start', { expiresAt: '2026-10-01' }, '2026-10-01', 'is not after createdAt'],
  [
    'a hard end before the soft one',
    { hardExpiresAt: '2026-11-15' },
    '2026-11-15',
    'is not within 30 days after expiresAt',
  ],
  [
    'a hard end too late',
    { hardExpiresAt: '2027-11-15' },
    '2027-11-15',
    'is not within 30 days after expiresAt',
  ],
  [
    'an unknown stage',
    target({ stages: ['pord'] }),
    'pord',
    "spec.target.stages: there is no stage 'pord'; did you mean 'prod'?",
  ],
  [
    'an unknown cluster',
    target({ stages: undefined, clusters: ['prod-neu'] }),
    'prod-neu',
    "there is no cluster 'prod-neu'; did you mean 'prod-weu'",
  ],
  ['every stage', target({ stages: ['*'] }), '*', "write clusters: ['*']"],
])('%s is refused', (_, spec, line, message) => {
  const text = acceptanceText(spec);
  const problems = allProblems(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(problems[0]).toContain(`${file}:`);
  expect(lineNamed(text, problems[0])).toContain(line);
});

test('all problems of all files are told at once', () => {
  const { problems } = parseAcceptances([
    { path: 'a.yaml', text: acceptanceText({ owner: undefined, ticket: undefined }) },
    { path: 'b.yaml', text: 'kind: RiskAcceptance\n  bad: [' },
    { path: 'c.yaml', text: `${acceptanceText()}---\n${acceptanceText()}` },
    { path: 'd.yaml', text: 'kind: Cluster\nmetadata: {name: RiskAcceptance}\n' },
  ]);
  expect(problems.map(({ file: where }) => where)).toEqual(['a.yaml', 'a.yaml', 'b.yaml', 'c.yaml']);
});

test('aliases that expand to gigabytes are refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
  ];
  const text = `apiVersion: securitytower.io/v1alpha1\nkind: RiskAcceptance\n${bomb.join('\n')}\nspec: {accepts: *h}\n`;
  expect(formProblems(text).join('\n')).toMatch(/is not valid YAML: .*alias/);
});

test('whoever names more than can be listed needs a second approver', () => {
  const wide = (spec: Difference): boolean | undefined => {
    const [placed] = parseAcceptances([{ path: file, text: acceptanceText(spec) }]).acceptances;
    return placed && isWide(placed.acceptance);
  };
  expect(wide({})).toBe(false);
  expect(wide(target({ name: 'web-*' }))).toBe(true);
  expect(wide(target({ namespace: '*' }))).toBe(true);
  expect(wide(target({ stages: undefined, clusters: ['*'] }))).toBe(true);
  expect(wide(place({ field: 'spec.containers[*].image' }))).toBe(true);
});

test('the worse the policy, the shorter the acceptance', () => {
  expect(Object.values(capInDays)).toEqual([30, 30, 90, 180]);
});
