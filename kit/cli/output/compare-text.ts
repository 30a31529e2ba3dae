/** The order in which people look for names: numbers in them by their value. */
export function compareText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
