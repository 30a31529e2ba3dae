/** Names of variables whose values are never shown. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSPHRASE|PRIVATE|CREDENTIAL|PEM|ACCESS_KEY|API_KEY|SAS/i;
/** Shorter values are words that may stand anywhere. */
const leastLength = 8;

/**
 * Takes the values of the environment's secrets out of a text: programs that we run repeat them in their errors.
 *
 * @returns a function from what a program said to what may be shown
 */
export function secretHider(
  variables: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const values = Object.entries(variables)
    .filter(([name]) => secretName.test(name))
    // A key of several lines is repeated line by line.
    .flatMap(([, value = '']) => [value, ...value.split('\n')])
    .map((value) => value.trim())
    .filter((value) => value.length >= leastLength)
    .sort((left, right) => right.length - left.length);
  return (text) => values.reduce((shown, value) => shown.replaceAll(value, '***'), text);
}
