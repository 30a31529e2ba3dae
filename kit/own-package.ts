import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As much of our own package.json as the program looks into. */
export interface OwnPackage {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Our own package.json, which is one folder further up in what is published. @throws Error when there is none */
export function ownPackage(): OwnPackage {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as OwnPackage;
  }
  throw new Error('the package.json of fleetkeep is missing: install the package again');
}
