import { createColors } from 'picocolors';

import { type Column, table } from '../../../../kit/cli/output/table';

const terminal = {
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  showsProgress: false,
};
const plain = { ...terminal, colors: createColors(false) };

interface Row {
  readonly name: string;
  readonly count: number;
  readonly text: string | null;
}

const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'COUNT', value: ({ count }) => count, alignRight: true },
  { title: 'TEXT', value: ({ text }) => text, shrinks: true },
];
const rows: readonly Row[] = [
  { name: 'a', count: 1, text: null },
  {
    name: 'long-name',
    count: 1234,
    text: 'many words that go on and on and on, further than the terminal is wide',
  },
];

test('as wide as it is, where nobody looks', () => {
  expect(table(rows, columns, plain)).toBe(
    [
      'NAME       COUNT  TEXT',
      'a              1  -',
      'long-name   1234  many words that go on and on and on, further than the terminal is wide',
      '',
    ].join('\n'),
  );
});

test('fitted to a terminal: what may shrink wraps, and no word is lost', () => {
  const text = table(rows, columns, { ...plain, columns: 50 });
  const lines = text.trimEnd().split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
  expect(
    lines
      .slice(2)
      .map((line) => line.slice(18).trim())
      .join(' '),
  ).toBe(rows[1]?.text);
});

const placed: readonly Column<Row>[] = [
  ...columns,
  { title: 'FILE', value: ({ count }) => `clusters/prod/flux-system/gotk-sync.yaml:${count}`, whole: true },
  { title: 'IN', value: ({ text }) => (text === null ? null : './clusters/prod'), whole: true },
];

test('a place is never broken: what has no room beside the others goes below', () => {
  expect(table(rows, placed, { ...plain, columns: 60 })).toBe(
    [
      'NAME       COUNT  TEXT                     IN',
      'a              1  -                        -',
      '    FILE  clusters/prod/flux-system/gotk-sync.yaml:1',
      'long-name   1234  many words that go on    ./clusters/prod',
      '                  and on and on, further',
      '                  than the terminal is',
      '                  wide',
      '    FILE  clusters/prod/flux-system/gotk-sync.yaml:1234',
      '',
    ].join('\n'),
  );
});

test('below go as few as can be, and of them what is there', () => {
  const text = table(rows, placed, { ...plain, columns: 40 });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'NAME       COUNT  TEXT',
    'a              1  -',
    '    FILE  clusters/prod/flux-system/gotk-sync.yaml:1',
  ]);
  expect(text).toContain('\n    IN    ./clusters/prod\n');
  expect(table(rows, placed, { ...plain, columns: 160 })).toBe(table(rows, placed, plain));
});

test('words are broken only where nothing else gives way', () => {
  const named: readonly Column<Row>[] = [
    { title: 'POLICY', value: () => 'K8sRestrictRoleBindingsOfTenants', shrinks: true },
    { title: 'TEXT', value: ({ text }) => text, shrinks: true },
  ];
  const text = table(rows.slice(1), named, { ...plain, columns: 60 });
  expect(text).toContain('\nK8sRestrictRoleBindingsOfTenants  many words');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  for (const line of table(rows.slice(1), named, { ...plain, columns: 40 }).split('\n'))
    expect(line.length).toBeLessThanOrEqual(40);
});

test('a title is never cut off', () => {
  const titled = [{ title: 'COVERED BY, OR WHY NOT', value: ({ text }: Row) => text, shrinks: true }];
  expect(table(rows, titled, { ...plain, columns: 10 })).toMatch(/^COVERED BY, OR WHY NOT\n/);
});

test('text of the repository cannot command the terminal', () => {
  const hostile = { name: '\u001b[2Jx\u202ey', count: 0, text: 'one\ntwo\r\nthree\u0007' };
  const text = table([hostile], columns, plain);
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(text.split('\n')).toHaveLength(3);
  expect(text).toContain('one two three');
});

test('colours do not change the widths', () => {
  const painted = columns.map((column) => ({ ...column, paint: createColors(true).red }));
  const text = table(rows, painted, { ...terminal, colors: createColors(true) });
  expect(text).toContain('\u001b[31m');
  // eslint-disable-next-line no-control-regex
  expect(text.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(table(rows, columns, plain));
});

test('no rows: the headings', () => {
  expect(table([], columns, plain)).toBe('NAME  COUNT  TEXT\n');
});
