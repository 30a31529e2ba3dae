import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: '1',
    FLEETKEEP_BENCH_ANSWERS: answersFile,
  };
}
