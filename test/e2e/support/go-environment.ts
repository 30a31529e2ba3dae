/**
 * Environment of programs written in Go, for a machine with memory to spare and two cores that are shared by a dozen of them.
 * Memory is collected seldom: they made a sixth of their work of it. The limit is soft, near it memory is collected as often
 * as without this; an API server with the policies' templates comes to 2 GiB. Of processors each is told to take one: what it
 * would do at the same time waits for the same two anyway, and a seventh went into handing it to and fro.
 */
export const goEnvironment = { GOGC: '400', GOMEMLIMIT: '3GiB', GOMAXPROCS: '1' } as const;
