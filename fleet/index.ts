export * from './access-grant';
export * from './application';
export * from './cluster';
export * from './fleet';
export * from './fleet-validation-error';
export * from './project';
export * from './resolved-fleet';
export * from './tenant';
