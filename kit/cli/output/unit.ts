/** What a cluster is made of, as entries name it: `namespace/name` of a Kustomization, of anything else `Kind/namespace/name`. */
export function unitOf(text: string): { readonly kind: string; readonly name: string } {
  const [kind = '', ...rest] = text.split('/');
  return rest.length > 1 ? { kind, name: rest.join('/') } : { kind: 'Kustomization', name: text };
}
