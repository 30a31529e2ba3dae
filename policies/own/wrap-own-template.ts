import { listAt, type Mapping, mappingAt } from '../../documents/yaml-documents';
import { exceptionParameters } from '../acceptance/exception';
import { libraryRego } from '../source-files';
import { wrapRego } from './wrap-rego';

/** Names of shared modules that the wrapper brings. */
const reserved = /^package lib\.(exceptions|policy)[ \t]*$/m;

/**
 * Puts the Rego of a user's template behind the risk acceptances, as the catalogue's is ({@link wrapRego}). What cannot be
 * stays as it was written: CEL, of which Gatekeeper has no modules, a package of more than one word, and a library by one
 * of the wrapper's own names. Such a policy works; what it denies cannot be accepted.
 *
 * Rego v0 needs no other wrapper: with `import future.keywords` a module of v0 says what v1 says.
 */
export function wrapOwnTemplate(template: Mapping): Mapping {
  const spec = mappingAt(template, 'spec');
  const targets = listAt(spec, 'targets').map((target) => mappingAt(target));
  const wrapped = targets.map(wrapTarget);
  if (targets.length === 0 || wrapped.some((target) => target === undefined)) return template;
  const crd = mappingAt(spec, 'crd');
  const crdSpec = mappingAt(crd, 'spec');
  const validation = mappingAt(crdSpec, 'validation');
  return {
    ...template,
    spec: {
      ...spec,
      crd: {
        ...crd,
        spec: { ...crdSpec, validation: { ...validation, openAPIV3Schema: schemaOf(validation) } },
      },
      targets: wrapped,
    },
  };
}

/** A template without a schema takes any parameters. */
function schemaOf({ openAPIV3Schema }: Mapping): Mapping {
  const given = openAPIV3Schema === undefined;
  const schema = mappingAt(openAPIV3Schema);
  return {
    type: 'object',
    ...(given ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...schema,
    properties: { ...mappingAt(schema, 'properties'), ...exceptionParameters },
  };
}

function wrapTarget(target: Mapping): Mapping | undefined {
  if (typeof target.rego === 'string') {
    const source = wrapSource(target.rego, listAt(target, 'libs'), 'v0');
    return source && { ...target, ...source };
  }
  const code = listAt(target, 'code').map((one) => mappingAt(one));
  const rego = code.find(({ engine }) => engine === 'Rego');
  const source = mappingAt(rego, 'source');
  // Where a template has both, Gatekeeper takes the CEL.
  if (code.length !== 1 || typeof source.rego !== 'string') return undefined;
  const version = source.version === 'v1' ? 'v1' : 'v0';
  const wrapped = wrapSource(source.rego, listAt(source, 'libs'), version);
  return wrapped && { ...target, code: [{ ...rego, source: { ...source, ...wrapped } }] };
}

function wrapSource(rego: string, libs: readonly unknown[], version: 'v0' | 'v1') {
  const own = libs.filter((lib) => typeof lib === 'string');
  if (!/^package \w+[ \t]*$/m.test(rego) || own.some((lib) => reserved.test(lib))) return undefined;
  const { entry, libraries } = wrapRego(rego.replace(/^(package \w+)[ \t]*$/m, '$1'));
  const asV1 = (text: string): string =>
    version === 'v1' ? text : text.replace(/^(package [\w.]+)$/m, '$1\n\nimport future.keywords');
  const { policy = '', ...others } = libraries;
  // The policy's own module last, as it was written; the user's shared modules beside ours.
  const shared = libraryRego(entry, { ...others, policy: 'package lib.policy\n' }).filter(
    (lib) => lib !== 'package lib.policy\n',
  );
  return { rego: asV1(entry), libs: [...shared.map(asV1), ...own, policy] };
}
