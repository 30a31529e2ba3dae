import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..', '..');

/** What a project's folder holds beside `fleet.ts`. */
const data = ['fleet.lock.json', 'keys', '.securitytower'];

const main = `import { fleet } from './fleet';
import { synthesizeProject } from '${root}/k8s/project';

synthesizeProject(fleet, { directory: process.cwd(), outdir: process.env.CDK8S_OUTDIR });
`;

/** The example's project in a folder of its own: a test edits its `fleet.ts` as a user does, and synthesises. */
export class FleetProject {
  /** Files as they were before the test touched them; undefined for those that were not there. */
  private readonly original = new Map<string, string | undefined>();

  private constructor(private readonly path: string) {}

  static create(): FleetProject {
    const path = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-project-'));
    for (const name of data) cpSync(join(root, name), join(path, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
    // The library is that of the work tree, as it is for the example itself.
    const declaration = readFileSync(join(root, 'fleet.ts'), 'utf8').replaceAll("'./", `'${root}/`);
    writeFileSync(join(path, 'fleet.ts'), declaration);
    writeFileSync(join(path, 'main.ts'), main);
    return new FleetProject(path);
  }

  /** Adds a statement to `fleet.ts`. */
  declare(statement: string): void {
    this.edit('fleet.ts', (text) => `${text}\n${statement}\n`);
  }

  /** Rewrites one file. @throws Error when it stays as it was */
  edit(file: string, change: (text: string) => string): void {
    const before = readFileSync(join(this.path, file), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was before`);
    this.write(file, after);
  }

  write(file: string, text: string): void {
    const path = join(this.path, file);
    if (!this.original.has(file))
      this.original.set(file, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Takes back what was edited and written. */
  restore(): void {
    for (const [file, text] of this.original) {
      if (text === undefined) rmSync(join(this.path, file));
      else writeFileSync(join(this.path, file), text);
    }
    this.original.clear();
  }

  /**
   * What `cdk8s synth` runs, as it runs it.
   *
   * @returns the folder that it wrote: another one each time, the caller's to remove
   * @throws Error with what the declaration says is wrong
   */
  async synthesize(): Promise<string> {
    const output = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-synth-'));
    await promisify(execFile)(process.execPath, ['-r', join(root, 'scripts/typescript.js'), 'main.ts'], {
      cwd: this.path,
      env: { ...process.env, CDK8S_OUTDIR: output },
      maxBuffer: 64 * 2 ** 20,
    });
    return output;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
