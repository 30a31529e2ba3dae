import type { ImagePlace } from '../../core/images/image-place';
import type { CsvColumn } from './csv';
import type { Column } from './table';

/** Something about an image, and where it is used. */
export interface Used {
  readonly uses: readonly ImagePlace[];
}

/** Something about an image in one of the places where it is used. */
export type InPlace<Item extends Used> = Item & Item['uses'][number];

/** Each value once, in their order, without what is not known. */
export function distinct(values: readonly (string | null)[]): string {
  return [...new Set(values.filter((value) => value !== null))].join(', ');
}

/** Where an image is used: its clusters; when there is room its stages and applications, too. */
export function usedIn(wide: boolean): readonly Column<Used>[] {
  const of = (title: string, field: 'cluster' | 'stage' | 'application'): Column<Used> => ({
    title,
    value: ({ uses }) => distinct(uses.map((use) => use[field])),
    shrinks: true,
  });
  const clusters = of('CLUSTERS', 'cluster');
  return wide ? [clusters, of('STAGES', 'stage'), of('APPLICATIONS', 'application')] : [clusters];
}

/** A line for each place: who is to change what, where. */
export function eachPlace<Item extends Used>(items: readonly Item[]): readonly InPlace<Item>[] {
  return items.flatMap((item) => item.uses.map((use) => ({ ...item, ...use })));
}

/** The fields of a place. */
export const placeFields: readonly CsvColumn<ImagePlace>[] = (
  [
    'cluster',
    'stage',
    'application',
    'namespace',
    'kind',
    'name',
    'container',
    'kustomization',
    'file',
    'line',
  ] as const
).map((title) => ({ title, value: (use) => use[title] }));
