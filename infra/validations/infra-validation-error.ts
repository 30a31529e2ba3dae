/** Everything about the infrastructure that Azure, GitHub or an auditor would refuse, in one go. */
export class InfraValidationError extends Error {
  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`the infrastructure has ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'InfraValidationError';
  }
}
