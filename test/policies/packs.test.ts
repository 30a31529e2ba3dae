import { catalogue, policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { packById, packIds } from '../../policies/packs/pack-by-id';
import { onDemand, recommended } from '../../policies/packs/recommended';
import { podSecurityStandards } from '../../policies/packs/pod-security-standards';

describe.each(packIds)('the pack %s', (id) => {
  const pack = packById(id);

  test('has the id by which it is found', () => {
    expect(pack.id).toBe(id);
  });

  test('puts policies of the catalogue to work, with parameters that they understand', () => {
    for (const selection of pack.constraints) {
      expect(() => constraint(policyById(selection.policy), selection, 'deny')).not.toThrow();
    }
  });

  test('says what each constraint covers, which its policy covers too', () => {
    for (const selection of pack.constraints) {
      const covered = policyById(selection.policy).controls.map(
        (control) => `${control.standard} ${control.id}`,
      );
      expect(selection.controls.length).toBeGreaterThan(0);
      expect(covered).toEqual(
        expect.arrayContaining(selection.controls.map((control) => `${control.standard} ${control.id}`)),
      );
    }
  });

  test('names every constraint once, as Kubernetes allows', () => {
    const names = pack.constraints.map((selection) => selection.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
    }
  });
});

test('every policy is in a pack with its parameters, or on the list of those that need the user’s', () => {
  const used = new Set(
    packIds.flatMap((id) => packById(id).constraints.map((selection) => selection.policy)),
  );
  const demanded = Object.keys(onDemand);
  expect([...new Set([...used, ...demanded])].sort()).toEqual(catalogue.map((policy) => policy.id).sort());
  expect(Object.keys(recommended).filter((id) => demanded.includes(id))).toEqual([]);
});

test.each(Object.entries(onDemand))('%s needs a decision first: %s', (id, reason) => {
  expect(reason).toMatch(/^(Which|Whether|How) .{20,}\.$/);
  const given = [...reason.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const { parameters } = policyById(id);
  // Who has parameters is told which; who has none cannot be in a pack for another reason.
  expect(given.length > 0).toBe(Object.keys(parameters).length > 0);
  expect(Object.keys(parameters)).toEqual(expect.arrayContaining(given));
});

test('a pack that does not exist', () => {
  expect(() => packById('pod-security-restrict')).toThrow(
    'Unknown policy pack "pod-security-restrict". Did you mean pod-security-restricted or pod-security-baseline?',
  );
  expect(() => packById('constructor')).toThrow('Unknown policy pack');
});

describe('podSecurityStandards', () => {
  const parametersOf = (version: string) =>
    podSecurityStandards({ level: 'restricted', version }).constraints.find(
      (selection) => selection.policy === 'run-as-non-root',
    )?.parameters;

  test('restricted includes all that baseline is about', () => {
    const policies = (level: 'baseline' | 'restricted') =>
      podSecurityStandards({ level }).constraints.map((selection) => selection.policy);
    expect(policies('restricted')).toEqual(expect.arrayContaining(policies('baseline')));
  });

  test('lets root in user namespaces off from 1.35', () => {
    expect(parametersOf('1.34')).toEqual({ allowRootInUserNamespace: false });
    expect(parametersOf('1.35')).toEqual({ allowRootInUserNamespace: true });
  });

  test.each(['1.24', '1.99', 'latest', '1.3.4', ''])('refuses the edition %j', (version) => {
    expect(() => podSecurityStandards({ level: 'baseline', version })).toThrow(
      `version is "${version}"; expected 1.25 to 1.36`,
    );
  });

  test('stages keep what was said about them', () => {
    expect(podSecurityStandards({ level: 'baseline', enforcement: { dev: 'dryrun' } }).enforcement).toEqual({
      dev: 'dryrun',
    });
    expect(podSecurityStandards({ level: 'baseline' }).enforcement).toEqual({});
  });
});
