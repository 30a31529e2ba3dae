import { catalogue } from '../../policies/catalogue';
import { constraintTemplate } from '../../policies/constraint-template';
import { expansionTemplates } from '../../policies/expansion';
import { exampleFleet } from './example';
import { objectsOf, synthesizedTree } from './tree';

const base = 'policies/templates/base/';
const tree = synthesizedTree(exampleFleet());
const [kustomization] = objectsOf(tree.get(`${base}kustomization.yaml`) ?? '') as unknown as readonly {
  readonly resources: readonly string[];
}[];
/** What Flux applies: the files that the Kustomization names, not all that lie there. */
const applied = (kustomization?.resources ?? []).flatMap((file) => objectsOf(tree.get(base + file) ?? ''));

test('the repository holds the template of every policy in the catalogue, as it is, and no other', () => {
  const templates = applied.filter(({ kind }) => kind === 'ConstraintTemplate');
  const byName = (left: { metadata: { name: string } }, right: { metadata: { name: string } }) =>
    left.metadata.name < right.metadata.name ? -1 : 1;
  expect([...templates].sort(byName)).toEqual(
    catalogue
      .map((policy) => JSON.parse(JSON.stringify(constraintTemplate(policy))) as object)
      .sort(byName as never),
  );
});

test('and expands every workload', () => {
  const names = applied
    .filter(({ kind }) => kind === 'ExpansionTemplate')
    .map(({ metadata }) => metadata.name);
  expect(names.sort()).toEqual(expansionTemplates.map(({ metadata }) => metadata.name).sort());
});
