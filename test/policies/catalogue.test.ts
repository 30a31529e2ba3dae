import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue, policyById, policyByKind } from '../../policies/catalogue';
import type { Policy } from '../../policies/policy';
import { sampleRequest } from '../../policies/sample-request';
import { policyDirectory, type Sample, samplesOf } from '../../policies/source-files';
import { standardById } from '../../policies/standards';
import { lacks } from './completeness';

const root = resolve(__dirname, '../../policies');

describe('the catalogue', () => {
  test('holds every folder that has a template, and nothing else', () => {
    const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('template.rego'))
      .map((file) => join(root, file, '..'));
    expect(catalogue.map(policyDirectory).sort()).toEqual(folders.sort());
  });

  test('has no id and no kind twice', () => {
    expect(new Set(catalogue.map((policy) => policy.id)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map((policy) => policy.kind)).size).toBe(catalogue.length);
  });

  test('says which ids look like one that does not exist', () => {
    expect(() => policyById('privileged-containers')).toThrow(
      'Unknown policy "privileged-containers". Did you mean privileged-container',
    );
    expect(policyByKind('K8sPSPCapabilities')?.id).toBe('capabilities');
    expect(policyByKind('K8sRequiredLabel')).toBeUndefined();
  });
});

describe('an incomplete policy is found', () => {
  const policy = policyById('host-namespaces');
  const samples = samplesOf(policy);
  const only = (expectation: string) => samples.filter((sample) => sample.expectation === expectation);

  test.each<[string, Policy, readonly Sample[], string]>([
    ['without allowed samples', policy, only('disallowed'), 'no sample shows what is allowed'],
    ['without disallowed samples', policy, only('allowed'), 'no sample shows what is disallowed'],
    [
      'without controls',
      { ...policy, controls: [] },
      samples,
      'no control of a standard is named, and no reason why none asks for it',
    ],
    [
      'with controls and a reason why there are none',
      { ...policy, withoutControls: 'No standard asks for it.' },
      samples,
      'controls are named, and a reason why there are none',
    ],
  ])('%s', (_, planted, given, problem) => {
    expect(lacks(policy, samples)).toEqual([]);
    expect(lacks(planted, given)).toEqual([problem]);
  });
});

describe.each(catalogue.map((policy) => [policy.id, policy] as const))('%s', (_, policy) => {
  const samples = samplesOf(policy);

  test('explains itself in whole sentences', () => {
    for (const text of [policy.description, policy.rationale, policy.remediation]) {
      expect(text).toMatch(/^[A-Z][^]{30,}\.$/);
    }
    expect(policy.title).toMatch(/^[A-Z].*[^.]$/);
  });

  test('names at least one control, or says why no standard asks for it; shows what is allowed and what is not', () => {
    expect(lacks(policy, samples)).toEqual([]);
  });

  test('names controls that its standards have, each once, and that admission can see to', () => {
    for (const { standard: id, version, id: control, source } of policy.controls) {
      const standard = standardById(id);
      const found = standard.controls.filter((candidate) => candidate.id === control);
      expect({ control, found: found.length, outside: found[0]?.outside }).toEqual({ control, found: 1 });
      expect({ version, source }).toEqual({ version: standard.version, source: standard.source });
    }
    const ids = policy.controls.map((control) => `${control.standard} ${control.id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has samples that are one small object each, introduced by a sentence', () => {
    for (const sample of samples) {
      expect(sample.description).toMatch(/^[A-Z].*\.$/);
      expect(sample.yaml.split('\n').length).toBeLessThan(45);
      const { object, oldObject, target } = sampleRequest(sample);
      expect(object ?? oldObject).toMatchObject({ apiVersion: expect.any(String) as string });
      if (target === undefined) {
        expect(object ?? oldObject).toMatchObject({ metadata: { name: expect.any(String) as string } });
      }
    }
  });

  test('explains every parameter and what its absence means', () => {
    for (const parameter of Object.values(policy.parameters)) {
      expect(parameter.description).not.toBe('');
      expect(parameter.absent).not.toBe('');
    }
  });
});
