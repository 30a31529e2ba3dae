import { clusterDefaults } from './cluster-defaults';
import type { HardenedDefault } from './hardened-default';
import { clusterPartDefaults, hubDefaults, stateDefaults } from './part-defaults';

/** Every hardened default, in the order of the hardening page. */
export const hardenedDefaults: readonly HardenedDefault[] = [
  ...clusterDefaults,
  ...clusterPartDefaults,
  ...hubDefaults,
  ...stateDefaults,
];
