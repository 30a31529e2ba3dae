import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

import {
  at,
  mappingAt,
  parseYamlDocuments,
  type YamlDocument,
  YamlError,
} from '../../documents/yaml-documents';
import { policyByKind } from '../catalogue';
import { annotations, type ConstraintTemplate } from '../constraint-template';
import { nearest } from '../nearest';
import type { ControlReference, Severity } from '../policy';
import { parseRequiredSync } from '../required-sync';
import { standards } from '../standards';
import type { OwnConstraint, OwnPolicy } from './own-policy';
import { wrapOwnTemplate } from './wrap-own-template';

/** Something that keeps a file from being taken for what it is. */
export interface OwnPolicyProblem {
  /** Relative to where the user said the folder. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** With the value and the fix. */
  readonly message: string;
}

/** A policy, and the folder of its template: samples are beside it. */
export interface PlacedPolicy {
  readonly policy: OwnPolicy;
  /** Absolute. */
  readonly folder: string;
  readonly file: string;
  readonly line: number;
  /** The template before it was wrapped. */
  readonly written: Readonly<Record<string, unknown>>;
}

export interface OwnPolicies {
  /** By file. */
  readonly policies: readonly PlacedPolicy[];
  readonly constraints: readonly OwnConstraint[];
  readonly problems: readonly OwnPolicyProblem[];
}

/** Folders of manifests that are judged and judge nothing. */
const samples = 'samples';
const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/**
 * Reads the ConstraintTemplates and constraints of a folder and of those below it; what is in folders called `samples`, and
 * other kinds, is left aside.
 *
 * @param directory absolute; none of it is there when it does not exist
 * @param label how the user says the folder, for messages
 */
export function readOwnPolicies(directory: string, label: string): OwnPolicies {
  const policies: PlacedPolicy[] = [];
  const constraints: { readonly constraint: OwnConstraint; readonly place: Place }[] = [];
  const problems: OwnPolicyProblem[] = [];
  for (const path of yamlFiles(directory)) {
    const file = join(label, relative(directory, path)).split(sep).join('/');
    for (const document of documentsOf(readFileSync(path, 'utf8'), file, problems)) {
      const place = { file, document };
      const group = String(document.value.apiVersion).split('/')[0];
      if (group === 'templates.gatekeeper.sh' && document.value.kind === 'ConstraintTemplate') {
        const policy = readTemplate(place, problems);
        if (policy !== undefined)
          policies.push({
            policy,
            folder: dirname(path),
            file,
            line: document.line,
            written: document.value,
          });
      } else if (group === 'constraints.gatekeeper.sh') {
        const constraint = readConstraint(place, problems);
        if (constraint !== undefined) constraints.push({ constraint, place });
      }
    }
  }
  problems.push(...repeatedKinds(policies), ...withoutTemplate(constraints, policies));
  return { policies, constraints: constraints.map(({ constraint }) => constraint), problems };
}

interface Place {
  readonly file: string;
  readonly document: YamlDocument;
}

function yamlFiles(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(directory, dirname(path)).split(sep).includes(samples))
    .sort();
}

function documentsOf(text: string, file: string, problems: OwnPolicyProblem[]): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    problems.push({ file, line: error.line, message: `is not valid YAML: ${error.message}` });
    return [];
  }
}

function readTemplate({ file, document }: Place, problems: OwnPolicyProblem[]): OwnPolicy | undefined {
  const before = problems.length;
  const refuse = (path: readonly string[], message: string): void =>
    void problems.push({ file, line: document.lineOf(...path), message });
  const kindPath = ['spec', 'crd', 'spec', 'names', 'kind'];
  const name = at(document.value, 'metadata', 'name');
  const kind = at(document.value, ...kindPath);
  if (typeof kind !== 'string' || !/^[A-Z][A-Za-z0-9]*$/.test(kind)) {
    refuse(kindPath, `spec.crd.spec.names.kind is ${JSON.stringify(kind)}; write a name like RequiredTeam`);
    return undefined;
  }
  if (name !== kind.toLowerCase()) {
    refuse(
      ['metadata', 'name'],
      `metadata.name is ${JSON.stringify(name)}; Gatekeeper demands the kind in lower case: write ${kind.toLowerCase()}`,
    );
  }
  const other = policyByKind(kind);
  if (other !== undefined) {
    refuse(kindPath, `${kind} is a policy of the catalogue (${other.id}); give yours another kind`);
  }
  const marks = at(document.value, 'metadata', 'annotations');
  const said = (annotation: string): string | undefined => {
    const text = at(marks, annotation);
    return typeof text === 'string' ? text : undefined;
  };
  const severity = said(annotations.severity) ?? 'medium';
  if (!severities.includes(severity as Severity)) {
    refuse(
      ['metadata', 'annotations', annotations.severity],
      `severity '${severity}' is none; write ${severities.join(', ')}`,
    );
  }
  const { controls, unknown } = readControls(said(annotations.controls) ?? '');
  for (const message of unknown) refuse(['metadata', 'annotations', annotations.controls], message);
  if (problems.length > before) return undefined;
  const description = said('description') ?? '';
  const text = said(annotations.requiredSync);
  return {
    // It names files beside the catalogue's, which have names of one word too.
    id: `own-${kind.toLowerCase()}`,
    category: basename(dirname(file)),
    kind,
    title: said(annotations.title) ?? kind,
    description,
    rationale: description,
    remediation: '',
    severity: severity as Severity,
    controls,
    parameters: {},
    match: { kinds: [] },
    referential: text === undefined ? undefined : parseRequiredSync(text),
    template: wrapOwnTemplate(document.value) as unknown as ConstraintTemplate,
  };
}

/** Of a standard of ours the control must be one; another standard is the user's own. */
function readControls(text: string): {
  readonly controls: readonly ControlReference[];
  readonly unknown: readonly string[];
} {
  const controls: ControlReference[] = [];
  const unknown: string[] = [];
  for (const entry of text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const [standardId = '', version, ...rest] = entry.split('/');
    const id = rest.join('/');
    const standard = standards.find((one) => one.id === standardId);
    if (version === undefined || id === '') {
      unknown.push(
        `control '${entry}' is not STANDARD/VERSION/CONTROL; write for instance cis-aks/1.8/4.2.1`,
      );
    } else if (standard !== undefined && !standard.controls.some((control) => control.id === id)) {
      const ids = standard.controls.map((control) => control.id);
      unknown.push(
        `control '${id}' is none of ${standard.title} ${standard.version}; did you mean ${nearest(id, ids).join(' or ')}?`,
      );
    } else {
      controls.push({ standard: standardId, version, id, source: 'the template’s annotation' });
    }
  }
  return { controls, unknown };
}

function readConstraint({ file, document }: Place, problems: OwnPolicyProblem[]): OwnConstraint | undefined {
  const { value } = document;
  const name = at(value, 'metadata', 'name');
  const refuse = (path: readonly string[], message: string): void =>
    void problems.push({ file, line: document.lineOf(...path), message });
  if (
    typeof value.kind !== 'string' ||
    typeof name !== 'string' ||
    !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)
  ) {
    refuse(
      ['metadata', 'name'],
      `metadata.name is ${JSON.stringify(name)}; write lower-case letters, digits and hyphens`,
    );
    return undefined;
  }
  const action = at(value, 'spec', 'enforcementAction');
  if (action !== undefined && action !== 'deny') {
    refuse(
      ['spec', 'enforcementAction'],
      `spec.enforcementAction is ${JSON.stringify(action)}; fleet.ts says it by stage: remove it, and write ownPolicies({ enforcement: { dev: 'dryrun' }, … })`,
    );
    return undefined;
  }
  return {
    kind: value.kind,
    name,
    match: mappingAt(value, 'spec', 'match'),
    parameters: mappingAt(value, 'spec', 'parameters'),
  };
}

function repeatedKinds(policies: readonly PlacedPolicy[]): readonly OwnPolicyProblem[] {
  const first = new Map<string, string>();
  return policies.flatMap(({ policy: { kind }, file, line }) => {
    const other = first.get(kind);
    first.set(kind, other ?? file);
    return other === undefined
      ? []
      : [{ file, line, message: `${kind} is in ${other} too; remove one of them` }];
  });
}

function withoutTemplate(
  constraints: readonly { readonly constraint: OwnConstraint; readonly place: Place }[],
  policies: readonly PlacedPolicy[],
): readonly OwnPolicyProblem[] {
  const kinds = policies.map(({ policy }) => policy.kind);
  return constraints
    .filter(({ constraint: { kind } }) => !kinds.includes(kind))
    .map(({ constraint: { kind, name }, place: { file, document } }) => {
      const fix =
        policyByKind(kind) !== undefined
          ? `it is of the catalogue: give its parameters in fleet.ts`
          : kinds.length === 0
            ? 'put its ConstraintTemplate beside it'
            : `did you mean ${nearest(kind, kinds).join(' or ')}? Else put its ConstraintTemplate beside it`;
      return {
        file,
        line: document.lineOf('kind'),
        message: `constraint ${name}: no template makes the kind ${kind}; ${fix}`,
      };
    });
}
