/**
 * The address of the next page by a `Link` header (https://www.rfc-editor.org/rfc/rfc8288), as registries write it: whole,
 * or relative to something. Only its query is taken, which says where the page begins: behind proxies the path is often
 * another one than what was asked.
 *
 * @returns undefined on the last page; `elsewhere` where it leads to another host
 */
export function nextPage(link: string | null, from: URL): URL | 'elsewhere' | undefined {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)/i.test(parameters) || !URL.canParse(target, from.href))
      continue;
    const to = new URL(target, from);
    if (to.host !== from.host) return 'elsewhere';
    const next = new URL(from);
    next.search = to.search;
    return next;
  }
  return undefined;
}
