import { ownPolicies } from '../../policies/packs/own-policies';
import { PackError } from '../../policies/packs/pack-error';
import { policyFiles } from '../../project/policy-scaffold/policy-files';
import { write } from '../kit/support/repository';
import { temporaryDirectory } from '../kit/support/temporary';

/** A folder with a policy, some texts of it replaced. */
function folderWith(changes: Readonly<Record<string, readonly [string, string]>> = {}, more = {}): string {
  const directory = temporaryDirectory();
  const files = [...policyFiles('team-label', 'rego')].map(([path, text]) => {
    const [from, to] = changes[path] ?? ['', ''];
    expect(text).toContain(from);
    return [`team-label/${path}`, from === '' ? text : text.replace(from, to)] as const;
  });
  write(directory, { ...Object.fromEntries(files), ...more });
  return directory;
}

/** The refusal, without the name of the temporary folder and the line of this file. */
function refusal(directory: string): readonly string[] {
  try {
    ownPolicies({ directory });
  } catch (error) {
    expect(error).toBeInstanceOf(PackError);
    return (error as Error).message
      .split('\n')
      .map((line) => line.replace(/^own-policies\.test\.ts:\d+: policies 'own': [\w-]+\//, ''));
  }
  return [];
}

test('a folder is a pack: templates, constraints as they were written, enforcement by stage', () => {
  const pack = ownPolicies({ directory: folderWith(), enforcement: { dev: 'dryrun' } });
  expect(pack).toMatchObject({
    id: 'own',
    enforcement: { dev: 'dryrun' },
    own: [
      { id: 'own-teamlabel', kind: 'TeamLabel', severity: 'medium', title: 'Workloads say whose they are' },
    ],
    constraints: [
      {
        policy: 'own-teamlabel',
        name: 'team-label',
        parameters: { label: 'team' },
        match: { kinds: [{ apiGroups: ['apps'], kinds: ['Deployment'] }] },
        controls: [{ standard: 'nist-800-53', version: '5', id: 'CM-8' }],
      },
    ],
  });
});

test('a folder that is not there would put nothing to work', () => {
  expect(refusal(`${temporaryDirectory()}/catalog`)).toEqual([
    expect.stringMatching(
      /directory '.*\/catalog' is not there; make it by 'fleetkeep policy new NAME', or correct it/,
    ),
  ]);
});

test.each<[string, string, readonly [string, string], string]>([
  [
    'a name that is not the kind’s',
    'template.yaml',
    ['name: teamlabel', 'name: team-label'],
    'team-label/template.yaml:6: metadata.name is "team-label"; Gatekeeper demands the kind in lower case: write teamlabel',
  ],
  [
    'a kind of the catalogue',
    'template.yaml',
    ['kind: TeamLabel', 'kind: K8sRequiredLabels'],
    'K8sRequiredLabels is a policy of the catalogue (required-labels); give yours another kind',
  ],
  [
    'a severity that is none',
    'template.yaml',
    ['severity: medium', 'severity: grave'],
    "team-label/template.yaml:10: severity 'grave' is none; write low, medium, high, critical",
  ],
  [
    'an unknown control of a known standard',
    'template.yaml',
    ['nist-800-53/5/CM-8', 'nist-800-53/5/CM-88'],
    "team-label/template.yaml:12: control 'CM-88' is none of NIST SP 800-53 5; did you mean CM-8",
  ],
  [
    'a control that is no reference',
    'template.yaml',
    ['nist-800-53/5/CM-8', 'CM-8'],
    "control 'CM-8' is not STANDARD/VERSION/CONTROL; write for instance cis-aks/1.8/4.2.1",
  ],
  [
    'a constraint of no template',
    'constraint.yaml',
    ['kind: TeamLabel', 'kind: TeamLabels'],
    'team-label/constraint.yaml:3: constraint team-label: no template makes the kind TeamLabels; did you mean TeamLabel?',
  ],
  [
    'a constraint of the catalogue',
    'constraint.yaml',
    ['kind: TeamLabel', 'kind: K8sRequiredLabels'],
    'it is of the catalogue: give its parameters in fleet.ts',
  ],
  [
    'an enforcement of its own',
    'constraint.yaml',
    ['spec:\n', 'spec:\n  enforcementAction: dryrun\n'],
    'team-label/constraint.yaml:7: spec.enforcementAction is "dryrun"; fleet.ts says it by stage: remove it',
  ],
  ['no YAML', 'constraint.yaml', ['spec:\n', 'spec: [\n'], 'is not valid YAML'],
])('%s is refused, with file, line and fix', (_, file, change, message) => {
  expect(refusal(folderWith({ [file]: change })).join('\n')).toContain(message);
});

test('one kind in two files', () => {
  const template = policyFiles('team-label', 'rego').get('template.yaml') ?? '';
  expect(refusal(folderWith({}, { 'x/other.yaml': template }))).toEqual([
    expect.stringMatching(
      /^x\/other\.yaml:2: TeamLabel is in \S+\/team-label\/template\.yaml too; remove one of them$/,
    ),
  ]);
});
