import { isMapping, type YamlDocument } from '../../documents/yaml-documents';
import { nearest } from '../nearest';
import { acceptancePatterns as patterns } from './fields';
import type { AcceptanceProblem } from './parse-acceptances';
import { acceptanceKind } from './risk-acceptance';

/** A field, by the keys that lead to it. */
export type Path = readonly (string | number)[];

/** Takes fields out of a document and remembers everything that is wrong with them. */
export class DocumentReader {
  readonly problems: AcceptanceProblem[] = [];
  private readonly name: string | undefined;

  constructor(
    private readonly file: string,
    private readonly document: YamlDocument,
  ) {
    const name = this.get(['metadata', 'name']);
    this.name = typeof name === 'string' ? name : undefined;
  }

  get(path: Path): unknown {
    const value = path.reduce<unknown>(
      (parent, key) =>
        typeof parent === 'object' && parent !== null
          ? (parent as Readonly<Record<string | number, unknown>>)[key]
          : undefined,
      this.document.value,
    );
    return value ?? undefined;
  }

  lineOf(path: Path): number {
    return this.document.lineOf(...path);
  }

  refuse(path: Path, message: string): void {
    this.problems.push({ file: this.file, line: this.lineOf(path), name: this.name, message });
  }

  /** A text that matches; `''` and a problem otherwise. */
  text(path: Path, pattern: RegExp, fix: string): string {
    const value = this.get(path);
    if (typeof value === 'string' && pattern.test(value)) return value;
    const found = value === undefined || value === '' ? 'is missing' : `is ${JSON.stringify(value)}`;
    this.refuse(path, `${shown(path)} ${found}; ${fix}`);
    return '';
  }

  /** A moment in UTC; an epoch and a problem otherwise. */
  moment(path: Path, fix: string): string {
    const text = this.text(path, new RegExp(patterns.moment), fix);
    if (text === '') return '1970-01-01T00:00:00Z';
    const date = new Date(text);
    // A day that no month has is taken for one of the next month's.
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))) {
      return date.toISOString().replace(/\.\d+Z$/, 'Z');
    }
    this.refuse(path, `${shown(path)} is '${text}', which is no date; ${fix}`);
    return '1970-01-01T00:00:00Z';
  }

  /** A list of texts that is not empty; undefined when it is not there. */
  names(path: Path, fix: string): readonly string[] | undefined {
    const value = this.get(path);
    if (value === undefined) return undefined;
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((item) => typeof item === 'string' && item !== '')
    )
      return value as readonly string[];
    this.refuse(path, `${shown(path)} is ${JSON.stringify(value)}; ${fix}`);
    return [];
  }

  /** Refuses the fields of a mapping that nobody knows. */
  fields(path: Path, known: readonly string[]): void {
    const value = this.get(path);
    if (!isMapping(value)) return;
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const message = /approv/i.test(name)
        ? `is typed in, and anybody can type; remove it: who approved is the code owner whose review let the file in`
        : `is no field of a ${acceptanceKind}; did you mean ${nearest(name, known).join(' or ')}?`;
      this.refuse([...path, name], `${shown([...path, name])} ${message}`);
    }
  }
}

/** `spec.accepts[0].field` */
export function shown(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
