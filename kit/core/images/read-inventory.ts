import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { readDeclarations } from '../declarations/read-declarations';
import { FleetReader, type FleetReading, type ReadOptions } from '../fleet-reader';
import { type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import { declaredImageFields, imageFieldsKind } from './declared-fields';
import { ImageFinder } from './find-images';
import { imageInventory, type ImageUse } from './image-use';

/** The images of a fleet, and what was read for them. */
export interface ReadInventory {
  readonly reading: FleetReading;
  readonly uses: readonly ImageUse[];
  /** What could not be rendered, and references that are none. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Renders a fleet and lists every use of an image in it.
 *
 * @throws UsageError when nothing can be read
 */
export async function readInventory(
  environment: Environment,
  engine: EngineClient,
  options: ReadOptions,
): Promise<ReadInventory> {
  const reading = await new FleetReader(environment, engine, { ...options, fields: true }).read();
  const declared = declaredImageFields(await readDeclarations(reading.files, [imageFieldsKind]));
  const { uses, notEvaluated } = imageInventory(reading.rendering, new ImageFinder(declared.fields));
  const all = [...reading.notEvaluated, ...declared.notEvaluated, ...notEvaluated];
  return { reading, uses, notEvaluated: orderNotEvaluated(all) };
}
