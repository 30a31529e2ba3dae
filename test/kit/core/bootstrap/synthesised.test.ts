import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { App } from 'cdktf';

import { synthesizeInfra } from '../../../../infra/synthesize';
import { readSynthesisedProject } from '../../../../kit/core/bootstrap/synthesised';
import { now, resolve } from '../../../infra/synth';
import { temporaryDirectory } from '../../support/temporary';

/** What the real synth writes. */
function synthesised(): string {
  const outdir = temporaryDirectory();
  const app = new App({ outdir, skipBackendValidation: true });
  synthesizeInfra(app, resolve({ clusters: { 'prod-weu': {}, 'dev-weu': { stage: 'dev' } } }), { now });
  app.synth();
  return outdir;
}

test('stacks come after those that they depend on, and the repository is as it was declared', () => {
  const { stacks, repository } = readSynthesisedProject(synthesised());
  expect(Object.fromEntries(stacks.map(({ name, needs }) => [name, needs]))).toEqual({
    state: [],
    github: ['state'],
    protection: ['github'],
    hub: ['state'],
    'cluster-prod-weu': ['hub'],
    'cluster-dev-weu': ['hub'],
    access: [],
  });
  const names = stacks.map(({ name }) => name);
  for (const { name, needs } of stacks) {
    for (const before of needs) expect(names.indexOf(before)).toBeLessThan(names.indexOf(name));
  }
  expect(repository).toEqual({
    host: 'github.com',
    owner: 'acme',
    name: 'fleet',
    url: 'https://github.com/acme/fleet',
    defaultBranch: 'main',
    plan: 'team',
    approvals: 1,
    without: ['environment-reviewers', 'secret-scanning'],
  });
});

describe('what is no synthesised fleet', () => {
  test('nothing', () => {
    expect(() => readSynthesisedProject(temporaryDirectory())).toThrow(
      "is not there: run 'npm run synth' first",
    );
  });

  test('another program', () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ stacks: {} }));
    expect(() => readSynthesisedProject(folder)).toThrow("has no stack 'state', 'github', 'protection'");
  });

  test('another version', () => {
    const folder = synthesised();
    const file = join(folder, 'stacks/github/cdk.tf.json');
    mkdirSync(join(folder, 'stacks/github'), { recursive: true });
    const stack = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...stack, '//': undefined }));
    expect(() => readSynthesisedProject(folder)).toThrow('was written by another version of fleetkeep');
  });
});
