/** The package's export `fleetkeep/policies`. */
export * from './acceptance/exception';
export * from './acceptance/risk-acceptance';
export * from './catalogue';
export * from './constraint';
export * from './constraint-template';
export * from './expansion';
export * from './packs/pack-by-id';
export * from './packs/pod-security-standards';
export * from './packs/policy-pack';
export * from './packs/trusted-images';
export * from './policy';
export * from './source-files';
export * from './standards';
export * from './sync-set';
export * from './validate-parameters';
