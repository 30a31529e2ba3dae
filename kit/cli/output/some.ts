/** `a, b, c and 12 more` */
export function some(names: readonly string[], most: number): string {
  // One more than that takes no more room than saying so.
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
