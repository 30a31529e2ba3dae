/** What is wrong with the reason and the end of an exception. */
export function exceptionTermProblems(exception: {
  readonly control: string;
  readonly reason: string;
  readonly expires: string;
}): readonly string[] {
  const { control, reason, expires } = exception;
  const problems: string[] = [];
  if (!reason?.trim()) problems.push(`exception '${control}' has no reason; an auditor will ask for one`);
  if (!/^\d{4}-\d{2}-\d{2}/.test(expires ?? '') || Number.isNaN(Date.parse(expires))) {
    problems.push(`exception '${control}' expires '${expires}'; give a date, e.g. '2027-06-30'`);
  }
  return problems;
}
