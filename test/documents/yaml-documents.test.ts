import { parseYamlDocuments } from '../../documents/yaml-documents';

const text = `name: &app demo
values:
  *app :
    image: &image
      repository: example.com/demo
    tags: [a, *app]
  other:
    image: *image
  1: one
`;

describe('the line of a field', () => {
  const [document] = parseYamlDocuments(`# a comment\n---\n${text}`);

  test.each([
    { path: [], line: 3 },
    { path: ['values', 'demo', 'image', 'repository'], line: 7 },
    { path: ['values', 'demo', 'tags', 1], line: 8 },
    { path: ['values', 'demo', 'tags', '0'], line: 8 },
    { path: ['values', 'other', 'image'], line: 10 },
    { path: ['values', 'other', 'image', 'repository'], line: 7 },
    { path: ['values', '1'], line: 11 },
    { path: ['values', 'app'], line: 5 },
    { path: ['nothing', 'there'], line: 3 },
  ])('$path is in line $line', ({ path, line }) => {
    expect(document?.lineOf(...path)).toBe(line);
  });

  test('belongs to the value', () => {
    const image = { repository: 'example.com/demo' };
    expect(document?.value).toEqual({
      name: 'demo',
      values: { demo: { image, tags: ['a', 'demo'] }, other: { image }, 1: 'one' },
    });
  });
});
