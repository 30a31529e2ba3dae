import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { parseAllDocuments } from 'yaml';

import { constraint } from '../../../policies/constraint';
import { expansionTemplates } from '../../../policies/expansion';
import type { OwnConstraint } from '../../../policies/own/own-policy';
import { type PlacedPolicy, readOwnPolicies } from '../../../policies/own/read-own-policies';
import { type Manifest, sampleRequest } from '../../../policies/sample-request';
import { readSample, type Sample } from '../../../policies/source-files';
import type { EngineClient } from '../../engine-client/client';
import type { Problem, Verdict } from '../../engine-client/protocol';
import { UsageError } from '../errors';
import { at, parseYamlDocuments, textAt, YamlError } from '../yaml-documents';
import {
  flux,
  judgedSample,
  type JudgedSample,
  type PolicyProblem,
  sampleNamespaces,
  type TruthTable,
} from './judged-sample';

/**
 * Judges the samples of a user's policies, each under the constraints beside its template, as synth will give them to
 * Gatekeeper. Samples are in the folder `samples` beside the template, `allowed-*.yaml` and `disallowed-*.yaml`; what is in
 * the cluster meanwhile is in `inventory.yaml`.
 *
 * @param directory absolute
 * @param label how the user says it
 * @throws UsageError when it is no folder, or there is no ConstraintTemplate in it
 */
export async function testFolder(
  engine: EngineClient,
  directory: string,
  label: string,
): Promise<TruthTable> {
  if (!existsSync(directory))
    throw new UsageError(
      `${label} is no folder: give one of policies, or make one by \`fleetkeep policy new NAME\``,
    );
  const { policies, constraints, problems } = readOwnPolicies(directory, label);
  if (policies.length === 0 && problems.length === 0)
    throw new UsageError(
      `${label} holds no ConstraintTemplate: give a folder of policies, or make one by \`fleetkeep policy new NAME\``,
    );
  const unread = problems.map((problem) => ({ policy: basename(problem.file), ...problem }));
  const isNew = (found: PolicyProblem): boolean =>
    !unread.some(({ file, line }) => file === found.file && line === found.line);
  const tables: TruthTable[] = [];
  for (const placed of policies) {
    const own = constraints.filter(({ kind }) => kind === placed.policy.kind);
    tables.push(await testPolicy(engine, placed, own, join(label, relative(directory, placed.folder))));
  }
  return {
    samples: tables.flatMap((table) => table.samples),
    incomplete: tables.flatMap((table) => table.incomplete),
    notEvaluated: [...unread, ...tables.flatMap((table) => table.notEvaluated.filter(isNew))],
  };
}

async function testPolicy(
  engine: EngineClient,
  placed: PlacedPolicy,
  own: readonly OwnConstraint[],
  label: string,
): Promise<TruthTable> {
  const { policy, file, line } = placed;
  const { samples, problems } = samplesIn(placed, label.split(sep).join('/'));
  const told = (message: string): PolicyProblem => ({ policy: policy.kind, file, line, message });
  const incomplete = [
    ...(own.length === 0
      ? [told(`no constraint puts it to work: write one of kind ${policy.kind} beside it`)]
      : []),
    ...(['allowed', 'disallowed'] as const)
      .filter((expectation) => samples.every((sample) => sample.expectation !== expectation))
      .map((expectation) =>
        told(
          `has no ${expectation} sample: write samples/${expectation}-<what>.yaml, ${expectation === 'allowed' ? 'or nothing shows that it lets anything through' : 'or nothing shows that it ever fires'}`,
        ),
      ),
  ];
  // Without a constraint of its own it is judged as it is without parameters, about everything.
  const constraints =
    own.length > 0 ? own : [{ kind: policy.kind, name: 'samples', match: {}, parameters: {} }];
  let inventory: readonly Manifest[];
  try {
    inventory = inventoryOf(placed);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const place = { file: `${label}/${inventoryFile}`, line: error.line };
    return {
      samples: [],
      incomplete,
      notEvaluated: [...problems, { policy: policy.kind, ...place, message: error.message }],
    };
  }
  const loaded = await engine.load({
    objects: [
      { object: { ...policy.template }, file, line },
      ...constraints.map((one) => ({ object: { ...constraint(policy, one, 'deny', []) }, file, line })),
      ...expansionTemplates.map((object) => ({ object: { ...object } })),
    ],
    inventory: [...sampleNamespaces, ...inventory],
  });
  if (loaded.problems.length > 0) {
    // Of a template that is refused its constraints only say so again.
    const own = loaded.problems.filter(({ code }) => code !== 'constraint-without-template');
    const first = own.length > 0 ? own : loaded.problems;
    return {
      samples: [],
      incomplete,
      notEvaluated: [...problems, ...first.map((problem) => compileProblem(placed, problem))],
    };
  }
  const verdicts = new Map<string, Verdict>();
  const reviews = samples.map((sample) => ({ id: sample.name, user: flux, ...sampleRequest(sample) }));
  await engine.review({ policySet: loaded.policySet, namespaces: sampleNamespaces, reviews }, (verdict) =>
    verdicts.set(verdict.id, verdict),
  );
  const judged: JudgedSample[] = [];
  for (const sample of samples) {
    const verdict = verdicts.get(sample.name);
    const error = verdict === undefined ? 'the engine gave no verdict' : verdict.error;
    const row = {
      policy: policy.kind,
      id: basename(placed.folder),
      sample: sample.name,
      expected: sample.expectation,
    };
    if (error !== undefined && error !== '') problems.push(told(`${sample.name} cannot be judged: ${error}`));
    else judged.push(judgedSample(row, verdict?.results ?? []));
  }
  return { samples: judged, incomplete, notEvaluated: problems };
}

function samplesIn(
  { folder, policy }: PlacedPolicy,
  label: string,
): { readonly samples: readonly Sample[]; readonly problems: PolicyProblem[] } {
  const directory = join(folder, 'samples');
  const problems: PolicyProblem[] = [];
  const files = existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  const samples = files.flatMap((name) => {
    const refuse = (message: string): readonly Sample[] => {
      problems.push({ policy: policy.kind, file: `${label}/samples/${name}`, line: 1, message });
      return [];
    };
    const sample = readSample(directory, name);
    if (typeof sample === 'string') return refuse(sample);
    const [document, ...more] = parseAllDocuments(sample.yaml);
    if (document === undefined || more.length > 0)
      return refuse('holds not one document; a sample is one object');
    if (document.errors[0] !== undefined) return refuse(`is not valid YAML: ${document.errors[0].message}`);
    if (textAt(document.toJS(), 'kind') === undefined)
      return refuse('is no Kubernetes object: it has no kind');
    return [sample];
  });
  return { samples, problems };
}

const inventoryFile = 'inventory.yaml';

/** @throws YamlError for what is no YAML or no object: other samples would be judged than were written */
function inventoryOf({ folder }: PlacedPolicy): readonly Manifest[] {
  const file = join(folder, inventoryFile);
  if (!existsSync(file)) return [];
  return parseYamlDocuments(readFileSync(file, 'utf8')).map(({ value, line }) => {
    if (textAt(value, 'kind') === undefined)
      throw new YamlError('is no Kubernetes object: it has no kind', line);
    return value;
  });
}

/**
 * A problem of the template at the line that is to be changed: the engine names that of the policy's Rego, which the
 * wrapper makes the last of the shared modules and leaves as it is line by line; of CEL the expression.
 */
function compileProblem(placed: PlacedPolicy, { message }: Problem): PolicyProblem {
  const { policy, file, folder } = placed;
  const text = readFileSync(join(folder, basename(file)), 'utf8').split('\n');
  const line = lineOfRego(placed, text, message) ?? lineOfCel(text, message) ?? placed.line;
  return { policy: policy.kind, file, line, message: message.replace(/\s*\n\s*/g, ' ') };
}

function lineOfRego(
  { written, policy }: PlacedPolicy,
  text: readonly string[],
  message: string,
): number | undefined {
  const [, named, module = ''] = /\(line (\d+) of ([^)]+)\)/.exec(message) ?? [];
  const { rego, libs } = regoOf(policy.template);
  const own = regoOf(written).rego;
  const isOwn = rego === own ? !module.startsWith('libs') : module === `libs[${libs.length - 1}]`;
  const declaration = own?.split('\n').findIndex((line) => line.startsWith('package ')) ?? -1;
  if (named === undefined || own === undefined || !isOwn || declaration < 0) return undefined;
  const words = own.split('\n')[declaration]?.trim();
  const place = text.findIndex((line) => line.trim() === words);
  return place < 0 ? undefined : place + 1 - declaration + Number(named) - 1;
}

function lineOfCel(text: readonly string[], message: string): number | undefined {
  const [, quoted] = /"((?:[^"\\]|\\.)+)": /.exec(message) ?? [];
  const words = quoted?.replace(/\\(.)/g, '$1').slice(0, 60);
  const place = words === undefined ? -1 : text.findIndex((line) => line.includes(words));
  return place < 0 ? undefined : place + 1;
}

function regoOf(template: unknown): { readonly rego?: string; readonly libs: readonly unknown[] } {
  const target = firstOf(at(template, 'spec', 'targets'));
  const source = at(firstOf(at(target, 'code')), 'source');
  const libs = at(source, 'libs') ?? at(target, 'libs');
  return {
    rego: textAt(source, 'rego') ?? textAt(target, 'rego'),
    libs: Array.isArray(libs) ? (libs as readonly unknown[]) : [],
  };
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : undefined;
}
