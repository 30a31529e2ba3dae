import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Terraform takes providers from: the mirror, and nothing else; so that nothing is fetched. */
function cliConfiguration(mirror: string): string {
  return [
    'disable_checkpoint = true',
    'provider_installation {',
    '  filesystem_mirror {',
    `    path = ${JSON.stringify(mirror)}`,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Puts an `az` that knows nobody before the real one: whoever runs the tests may be signed in to Azure. */
function withoutAzureLogin(home: string): string {
  const programs = join(home, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'az'), '#!/bin/sh\necho "The Terraform bench has no Azure." >&2\nexit 1\n', {
    mode: 0o755,
  });
  return [programs, process.env.PATH].join(delimiter);
}

const foreign = /^(TF_|ARM_|AZURE_|GITHUB_|GH_|FLEETKEEP_BENCH_)/;

/**
 * The environment that Terraform runs in: none of the caller's own settings or credentials, a home of its own.
 *
 * @param home a temporary folder
 * @param answersFile the file that tells the test provider what to answer
 */
export function terraformEnvironment(home: string, mirror: string, answersFile: string): NodeJS.ProcessEnv {
  const configuration = join(home, 'terraform.rc');
  writeFileSync(configuration, cliConfiguration(mirror));
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    PATH: withoutAzureLogin(home),
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: '1',
    FLEETKEEP_BENCH_ANSWERS: answersFile,
  };
}
