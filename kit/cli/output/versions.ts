import type { ApplicationStage } from '../../core/applications/application';
import { partsOf } from '../../core/applications/version';

/** Parts that are named in one cell of a table. */
const mostParts = 3;

/** What runs in a stage, in a few words: `2.4.1`; of several images each with its name; `?` where nobody knows. */
export function versionText({ images, charts, state }: ApplicationStage): string {
  if (state === 'unknown') return '?';
  const parts = partsOf(images, images.length === 0 ? charts : []);
  if (parts.length === 0)
    return charts.length > 0 ? charts.map(({ name }) => name).join(', ') : 'nothing runs';
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return shortDigest(only.version);
  const shown = parts
    .slice(0, mostParts)
    .map(({ part, version }) => `${part.split('/')[1]} ${shortDigest(version)}`);
  const more = parts.length > mostParts ? [`+${parts.length - mostParts}`] : [];
  return [...shown, ...more].join(', ');
}

/** A digest, alone or at the end of a reference, by its beginning, as Git shortens ids. */
export function shortDigest(text: string): string {
  return text.replace(/(^|@)(sha\d+):([0-9a-f]{12})[0-9a-f]+$/, '$1$2:$3');
}

/** `3 commits, 12 days`; empty for a stage that is not behind, or follows none. */
export function behindText({ behind, skipped }: Pick<ApplicationStage, 'behind' | 'skipped'>): string {
  if (skipped === true) return 'skipped it';
  if (behind === null) return '';
  if (behind.commits === 0) return 'even';
  const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `${plural(behind.commits, 'commit')}, ${plural(behind.days, 'day')}`;
}
