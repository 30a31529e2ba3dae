import { UsageError } from './errors';

type Labels = Readonly<Record<string, string>>;

/** One requirement of a selector. */
type Requirement = (labels: Labels) => boolean;

const key = String.raw`([A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)`;
const value = String.raw`([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|)`;
const equality = new RegExp(`^${key}\\s*(=|==|!=)\\s*${value}$`);
const set = new RegExp(String.raw`^${key}\s+(in|notin)\s*\(([^()]*)\)$`);
const existence = new RegExp(`^(!?)\\s*${key}$`);

/**
 * A label selector as kubectl reads it: `stage=prod,tier!=test`, `stage in (dev,prod)`, `team`, `!team`; all of them hold.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 *
 * @returns whether labels are selected
 * @throws UsageError for what is none
 */
export function parseSelector(text: string): (labels: Labels) => boolean {
  // Commas in brackets belong to a set.
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim());
  const requirements = parts.map((part): Requirement => {
    const [, equalKey = '', operator, equalValue = ''] = equality.exec(part) ?? [];
    if (operator !== undefined)
      return operator === '!='
        ? (labels) => labels[equalKey] !== equalValue
        : (labels) => labels[equalKey] === equalValue;
    const [, setKey = '', kind, list = ''] = set.exec(part) ?? [];
    if (kind !== undefined) {
      const values = list.split(',').map((one) => one.trim());
      const isIn: Requirement = (labels) => setKey in labels && values.includes(labels[setKey] ?? '');
      return kind === 'in' ? isIn : (labels) => !isIn(labels);
    }
    const [, not, existing] = existence.exec(part) ?? [];
    if (existing === undefined)
      throw new UsageError(
        `-l '${text}': '${part}' is no requirement: write key=value, key!=value, key in (a,b), key or !key, separated by commas`,
      );
    return (labels) => existing in labels === (not === '');
  });
  return (labels) => requirements.every((holds) => holds(labels));
}
