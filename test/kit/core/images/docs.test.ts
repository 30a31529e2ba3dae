import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { commands } from '../../../../kit/cli/commands';
import { globalOptions } from '../../../../kit/cli/global-options';
import { declaredImageFields } from '../../../../kit/core/images/declared-fields';
import { declaredImagePolicies } from '../../../../kit/core/images/versions/declared-policies';
import { parseYamlDocuments } from '../../../../kit/core/yaml-documents';
import { expectToMatchSchema } from '../../support/schemas';

const page = readFileSync(join(__dirname, '../../../../docs/images.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

const schemas: Readonly<Record<string, string>> = {
  ImageFields: 'image-fields',
  ImagePolicy: 'image-policy',
};

test('the documents on the page are those of the schemas, and are read', () => {
  expect(blocks('yaml')).toHaveLength(2);
  for (const text of blocks('yaml')) {
    const { kind } = parse(text) as { readonly kind: string };
    expectToMatchSchema(schemas[kind] ?? kind, JSON.stringify(parse(text)));
    const [document] = parseYamlDocuments(text);
    if (document === undefined) throw new Error('an example that is no document');
    const declaration = { kind, name: 'x', file: 'x', document };
    expect(declaredImageFields([declaration]).notEvaluated).toEqual([]);
    expect(declaredImagePolicies([declaration]).notEvaluated).toEqual([]);
  }
});

test('the command lines on the page have commands and options that there are', async () => {
  const lines = blocks('sh')
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('fleetkeep '));
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const said = line.replace(/#.*/, '');
    const command = commands.find(
      ({ name }) => said.startsWith(`fleetkeep ${name} `) || said.trim() === `fleetkeep ${name}`,
    );
    const known = [...globalOptions, ...((await command?.load())?.options ?? [])].flatMap(
      ({ flags }) => flags.match(/--?[\w-]+/g) ?? [],
    );
    const unknown = (said.match(/(?<=\s)--?[a-z][\w-]*/g) ?? []).filter((option) => !known.includes(option));
    expect({ line, command: command?.name, unknown }).toEqual({
      line,
      command: expect.any(String) as string,
      unknown: [],
    });
  }
});
