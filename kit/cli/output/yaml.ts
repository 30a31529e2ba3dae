import { Document, Scalar, visit } from 'yaml';

/** Strings that the YAML library writes bare, and Kubernetes' reader (sigs.k8s.io/yaml) would not take for strings. */
const misread = /^([-+]?0o[0-7]+|=|<<)$/;

/**
 * One YAML document, ending with a line break. Strings that YAML 1.1 would take for something else (`yes`, `on`,
 * `1_000`) are quoted, because that is what Kubernetes reads.
 */
export function yaml(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && misread.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
