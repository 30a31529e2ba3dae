import { exceptionParameters } from '../acceptance/exception';
import { libraryRego } from '../source-files';
import { wrapRego } from '../wrap-rego';

/** Any YAML mapping. */
type Mapping = Readonly<Record<string, unknown>>;

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
  const spec = mapping(template.spec);
  const targets = list(spec.targets).map(mapping);
  const wrapped = targets.map(wrapTarget);
  if (targets.length === 0 || wrapped.some((target) => target === undefined)) return template;
  const crd = mapping(spec.crd);
  const crdSpec = mapping(crd.spec);
  const validation = mapping(crdSpec.validation);
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
  const schema = mapping(openAPIV3Schema);
  return {
    type: 'object',
    ...(given ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...schema,
    properties: { ...mapping(schema.properties), ...exceptionParameters },
  };
}

function wrapTarget(target: Mapping): Mapping | undefined {
  if (typeof target.rego === 'string') {
    const source = wrapSource(target.rego, list(target.libs), 'v0');
    return source && { ...target, ...source };
  }
  const code = list(target.code).map(mapping);
  const rego = code.find(({ engine }) => engine === 'Rego');
  const source = mapping(rego?.source);
  // Where a template has both, Gatekeeper takes the CEL.
  if (code.length !== 1 || typeof source.rego !== 'string') return undefined;
  const version = source.version === 'v1' ? 'v1' : 'v0';
  const wrapped = wrapSource(source.rego, list(source.libs), version);
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

function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
