/**
 * The package's export `fleetkeep/kit`: what the commands know, for programs. Nothing of it prints, ends the process, or
 * reads the process's environment: whoever calls says what there is.
 */
export { check, type CheckOptions } from './core/check/check';
export type { CheckReport, CheckResult } from './core/check/check-report';
export type { Finding } from './core/check/finding';
export { NoFleetHereError, UsageError } from './core/errors';
export { type FleetListing, FleetReader, type FleetReading, type ReadOptions } from './core/fleet-reader';
export type { NotEvaluated } from './core/not-evaluated';
export { type ClusterOverview, overview, type Overview } from './core/overview';
export type { ClusterRendering, KustomizationRendering, Rendering } from './core/render/rendering';
export { EngineClient, type EngineOptions } from './engine-client/client';
export type * from './engine-client/protocol';
export type { Environment } from './environment';
