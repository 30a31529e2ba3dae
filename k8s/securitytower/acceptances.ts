import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';

/** Copies the accepted risks, byte by byte: the control kit reads them beside what they were compiled into. */
export function copyAcceptances(fleet: ResolvedFleet, outputDirectory: string): void {
  const root = new Folder(outputDirectory, '.');
  for (const { path, text } of fleet.acceptances) root.writeText(path, text);
}
