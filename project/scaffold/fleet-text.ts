import { lostControls } from '../../fleet/github-controls';

import type { ProjectAnswers } from './answers';

/** The text of a new project's `fleet.ts`. */
export function fleetText(answers: ProjectAnswers): string {
  const { owner, plan, platformTeam, productionTeam, securityTeam } = answers;
  const lost = lostControls(plan, plan === 'enterprise').map((control) => `'${control}'`);
  const without =
    lost.length === 0
      ? []
      : [
          `    // What the plan '${plan}' cannot do, said so that an auditor reads it; docs say what each is.`,
          `    without: [${lost.join(', ')}],`,
        ];
  return [
    '/**',
    ' * The fleet, declared: the one file to edit to add a cluster, a tenant or a grant.',
    ' *',
    " * 'npm run synth' turns it into Terraform (cdktf.out) and the files that Flux syncs.",
    ' */',
    "import { join } from 'node:path';",
    '',
    "import { Cluster, Fleet } from 'fleetkeep';",
    "import { ownPolicies, platformImages, podSecurityStandards, trustedImages } from 'fleetkeep/policies';",
    '',
    `export const fleet = new Fleet('${answers.name}', {`,
    '  github: {',
    `    owner: '${owner}',`,
    `    repository: '${answers.repository}',`,
    `    plan: '${plan}',`,
    '    approvals: 2,',
    ...without,
    '    owners: {',
    `      platform: ['@${owner}/${platformTeam}'],`,
    `      production: ['@${owner}/${productionTeam}'],`,
    `      security: ['@${owner}/${securityTeam}'],`,
    '    },',
    '  },',
    '  azure: {',
    `    tenantId: '${answers.tenantId}',`,
    `    subscriptionId: '${answers.subscriptionId}',`,
    `    location: '${answers.location}',`,
    '  },',
    `  stages: [${answers.stages.map((stage) => `'${stage}'`).join(', ')}],`,
    '  policies: [',
    "    podSecurityStandards({ level: 'restricted' }),",
    '    trustedImages({ allowedImages: [...platformImages] }),',
    "    // Your own, of which there are none yet: 'npx fleetkeep policy new NAME'.",
    "    ownPolicies({ directory: join(__dirname, 'catalogue') }),",
    '  ],',
    '});',
    '',
    ...answers.stages.map(
      (stage) =>
        `new Cluster(fleet, '${stage}', { stage: '${stage}', kubernetesVersion: '${answers.kubernetesVersion}' });`,
    ),
    '',
  ].join('\n');
}
