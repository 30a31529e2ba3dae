/** JSON for people and machines, ending with a line break. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
