import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { policyLanguages, type PolicyLanguage } from '../../../project/policy-scaffold/policy-files';
import { newPolicy } from '../../core/project/new-policy';
import { type CommandSpec, textOf } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { ownFolder } from './policy-test';

/** `fleetkeep policy new` */
export const policyNewCommand: CommandSpec = {
  description:
    'Writes catalogue/NAME/ with a policy that works and whose samples pass, to be changed. Nothing is overwritten. ownPolicies() in fleet.ts puts what is in the folder to work.',
  operand: { name: '<name>', description: 'of the folder; team-label makes the kind TeamLabel' },
  options: [
    {
      flags: '--language <language>',
      description: 'of its logic (default: rego, which is v1)',
      choices: policyLanguages,
    },
    { flags: '--directory <path>', description: `where policies are (default: ${ownFolder})` },
  ],
  examples: [
    { does: 'in Rego', line: 'fleetkeep policy new team-label' },
    { does: 'in CEL', line: 'fleetkeep policy new team-label --language cel' },
  ],
  run(context, options, name = '') {
    const parent = textOf(options.directory) ?? ownFolder;
    const here = context.environment.workingDirectory;
    const language = (textOf(options.language) ?? 'rego') as PolicyLanguage;
    const files = newPolicy({ directory: resolve(here, parent), name, language }).map(
      (path) => `${parent}/${path}`,
    );
    const printers = {
      table: () =>
        `${[...files.map((path) => `written  ${path}`), '', ...next(here, parent, name)].join('\n')}\n`,
      json: () => json({ files }),
    };
    context.print(print(printers, context.format));
    return Promise.resolve(ExitCode.Clean);
  },
};

function next(here: string, parent: string, name: string): readonly string[] {
  const declaration = join(here, 'fleet.ts');
  const known = existsSync(declaration) && readFileSync(declaration, 'utf8').includes('ownPolicies(');
  return [
    `Next:  fleetkeep policy test ${parent}/${name}`,
    ...(known
      ? []
      : [`then in fleet.ts:  policies: [ownPolicies({ directory: join(__dirname, '${parent}') }), …]`]),
  ];
}
