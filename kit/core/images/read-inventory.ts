import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { FleetReader, type FleetReading, type ReadOptions } from '../fleet-reader';
import { type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import { readImageFields } from './declared-fields';
import { ImageFinder } from './find-images';
import type { ImageField } from './image-field';
import { imageInventory, type ImageUse } from './image-use';

/** The images of a fleet, and what was read for them. */
export interface ReadInventory {
  readonly reading: FleetReading;
  readonly uses: readonly ImageUse[];
  /** What the repository says of its own kinds. */
  readonly fields: readonly ImageField[];
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
  const declared = await readImageFields(reading.files);
  const { uses, notEvaluated } = imageInventory(reading.rendering, new ImageFinder(declared.fields));
  const all = [...reading.notEvaluated, ...declared.notEvaluated, ...notEvaluated];
  return { reading, uses, fields: declared.fields, notEvaluated: orderNotEvaluated(all) };
}
