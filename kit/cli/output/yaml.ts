import { createRequire } from 'node:module';

/** Strings that the YAML library writes bare, and Kubernetes' reader (sigs.k8s.io/yaml) would not take for strings. */
const misread = /^([-+]?0o[0-7]+|=|<<)$/;

/**
 * One YAML document, ending with a line break. Strings that YAML 1.1 would take for something else (`yes`, `on`,
 * `1_000`) are quoted, because that is what Kubernetes reads.
 */
export function yaml(value: unknown): string {
  // Loaded when it is needed: every command can print YAML, and it takes as long to load as most take to answer.
  const { Document, Scalar, visit } = createRequire(__filename)('yaml') as typeof import('yaml');
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && misread.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
