/** Everything that is wrong with a declaration, in one go. */
export class FleetValidationError extends Error {
  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`the fleet declaration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'FleetValidationError';
  }
}
