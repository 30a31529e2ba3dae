/**
 * YAML as people write it, with the line of every field: for whoever must say where something is wrong. The only reader
 * of its kind; the declaration, the policies and the control kit share it.
 */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

import { isMapping, type Mapping } from './mapping';

export { at, isMapping, listAt, type Mapping, mappingAt, textAt } from './mapping';

/** One document of a YAML stream. */
export interface YamlDocument {
  readonly value: Mapping;
  /** Line of the document's first key, counted from 1. */
  readonly line: number;
  /** The line of a field, by its path; that of the nearest parent which exists. */
  lineOf(...path: readonly (string | number)[]): number;
}

/** What is wrong with a YAML stream, and where. */
export class YamlError extends Error {
  override readonly name = 'YamlError';

  constructor(
    message: string,
    /** Counted from 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

/** Most aliases that one document may expand to: a few hundred bytes can otherwise become gigabytes. */
const maxAliases = 1_000;

/**
 * Parses a stream of YAML documents; those that are empty or no mapping are left out.
 *
 * @throws YamlError for the first mistake in it
 */
export function parseYamlDocuments(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  return (Array.isArray(documents) ? documents : []).flatMap((document) => {
    const mistake = document.errors[0];
    if (mistake !== undefined) throw new YamlError(mistake.message, lines.linePos(mistake.pos[0]).line);
    const line = lineAt(document, lines, []);
    const value = expand(document, line);
    if (!isMapping(value)) return [];
    return [{ value, line, lineOf: (...path) => lineAt(document, lines, path) }];
  });
}

function expand(document: Document.Parsed, line: number): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases }) as unknown;
  } catch (error) {
    throw new YamlError(error instanceof Error ? error.message : String(error), line);
  }
}

function lineAt(document: Document.Parsed, lines: LineCounter, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let line = 1;
  for (const step of [undefined, ...path]) {
    node = step === undefined ? node : childOf(resolved(node, document), step, document);
    if (!isNode(node)) return line;
    const offset = node.range?.[0];
    if (offset !== undefined) line = lines.linePos(offset).line;
  }
  return line;
}

/** A field or an item; a key may be an alias, too. */
function childOf(parent: unknown, step: string | number, document: Document.Parsed): unknown {
  if (isSeq(parent)) return parent.items[Number(step)];
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => {
    const name = resolved(key, document);
    return String(isScalar(name) ? name.value : name) === String(step);
  })?.value;
}

function resolved(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
