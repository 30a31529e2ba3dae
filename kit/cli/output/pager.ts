import { spawnSync } from 'node:child_process';

/** Shows a text page by page; false when it did not, and the text is still to be written. */
export type Pager = (text: string) => boolean;

export interface PagerOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Lines that the terminal has. */
  readonly rows: number;
}

/**
 * Pages as git does: with $PAGER, else less, which is told to end when a page is enough and to keep colours, unless the user
 * has told it otherwise. What fits the terminal is not paged.
 */
export function pagerOf({ variables, rows }: PagerOptions): Pager {
  const command = variables['PAGER'] ?? 'less';
  return (text) => {
    if (command === '' || command === 'cat' || text.split('\n').length <= rows) return false;
    const env = { LESS: 'FRX', LV: '-c', ...variables };
    const options = { input: text, env, shell: true, stdio: ['pipe', 'inherit', 'inherit'] } as const;
    const { error, status } = spawnSync(command, { ...options, stdio: [...options.stdio] });
    // 127 is what a shell says of a program that is not there.
    return error === undefined && status !== 127;
  };
}
