/**
 * Environment of programs written in Go: the machine has memory to spare, and they made a sixth of their work of collecting
 * it. The limit is soft: near it, memory is collected as often as without this.
 */
export const leisurelyCollection = { GOGC: '400', GOMEMLIMIT: '1GiB' } as const;
