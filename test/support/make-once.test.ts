import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { makeOnce } from './make-once';

describe('what is made once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-once-'));
  const lock = join(directory, 'lock');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('is made by one, and there for all who asked at the same time', async () => {
    const folder = join(directory, 'definitions');
    let made = 0;
    const ask = () =>
      makeOnce(folder, lock, async (draft) => {
        made++;
        mkdirSync(draft);
        await pause(10);
        writeFileSync(join(draft, 'one.yaml'), '');
      });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([folder, folder, folder]);
    expect({ made, files: readdirSync(folder) }).toEqual({ made: 1, files: ['one.yaml'] });
  });

  test('leaves nothing when it could not be finished, and may be asked for again', async () => {
    const file = join(directory, 'programs/gator');
    const fails = makeOnce(file, lock, async (draft) => {
      writeFileSync(draft, 'half');
      await Promise.reject(new Error('no memory'));
    });
    await expect(fails).rejects.toThrow('no memory');
    expect({ files: readdirSync(join(file, '..')), locked: existsSync(lock) }).toEqual({
      files: [],
      locked: false,
    });
    const again = makeOnce(file, lock, (draft) => Promise.resolve(writeFileSync(draft, 'whole')));
    await expect(again).resolves.toBe(file);
    expect(existsSync(file)).toBe(true);
  });
});
