/** What server-side apply, health checks and pruning take. Never `deletecollection`, `escalate` or `impersonate`. */
export const manage = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** What changing an object takes, where reading is granted already. */
export const write = ['create', 'update', 'patch', 'delete'];

export const read = ['get', 'list', 'watch'];
