/** A rule of Rego, in the form that `opa fmt` gives it. */
export function regoRule(head: string, body: readonly string[]): string {
  return `${head} if {\n${body.map((line) => `\t${line}\n`).join('')}}\n`;
}

/** Imports of shared modules by their names, each once. */
export function regoImports(libraries: readonly string[]): string {
  const names = [...new Set(libraries)].sort();
  return names.map((name) => `import data.lib.${name}\n`).join('');
}

/** The elements of an array as it is written, with its brackets. */
export function regoElements(array: string): readonly string[] {
  const elements: string[] = [];
  let element = '';
  let depth = 0;
  for (const [token] of array.slice(1, -1).matchAll(/"(?:\\.|[^"\\])*"|[^"]/gs)) {
    if ('([{'.includes(token)) depth++;
    if (')]}'.includes(token)) depth--;
    if (token === ',' && depth === 0) {
      elements.push(element.trim());
      element = '';
    } else element += token;
  }
  return [...elements, element.trim()];
}
