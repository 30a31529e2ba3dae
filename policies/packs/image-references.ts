/** What is wrong with entries of a list of images: a beginning so short that a registry of a similar name is trusted too. */
export function imageListProblems(list: string, entries: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (typeof entry !== 'string' || entry.trim() === '' || /\s/.test(entry)) {
      return [`${list}: ${JSON.stringify(entry)} is no image; write one, or the beginning of some and "*".`];
    }
    return entry.endsWith('*') && !entry.includes('/')
      ? [`${list}: "${entry}" trusts registries of anyone; write ${fixed(entry)}.`]
      : [];
  });
}

function fixed(entry: string): string {
  return entry === '*'
    ? 'the registries that you mean, as in "registry.example.com/*"'
    : `"${entry.slice(0, -1)}/*"`;
}
