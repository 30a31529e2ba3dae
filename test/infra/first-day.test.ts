import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readFirstDay } from '../../infra/first-day';

describe('cdktf.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetkeep-first-day-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const reading = (context: unknown): unknown => {
    writeFileSync(join(folder, 'cdktf.json'), JSON.stringify({ context }));
    return readFirstDay(folder);
  };

  test('without one it is the first day', () => {
    expect(readFirstDay(join(folder, 'elsewhere'))).toEqual({});
  });

  test('says how far the first day has come', () => {
    expect(reading({ stateBackend: 'azurerm', stateNetwork: 'private' })).toEqual({
      stateBackend: 'azurerm',
      stateNetwork: 'private',
    });
  });

  test('a value that is none names those that are', () => {
    expect(() => reading({ stateBackend: 's3' })).toThrow(
      `cdktf.json: context.stateBackend is "s3"; write 'local' or 'azurerm'`,
    );
  });
});
