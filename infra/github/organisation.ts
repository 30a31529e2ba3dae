import { DataGithubOrganization } from '@cdktf/provider-github/lib/data-github-organization';
import { OrganizationSettings } from '@cdktf/provider-github/lib/organization-settings';
import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

/** The same for ever: Terraform's state knows the settings by it. */
const settingsId = 'organisation';

/**
 * The organisation around the repository: read and asserted. A postcondition that fails stops the deploy.
 *
 * Two-factor authentication cannot be written by API (terraform-provider-github#1403). Settings are written only where
 * the declaration gives the billing e-mail, and are never destroyed: destroying them would set that address to an
 * example's.
 */
export class Organisation extends Construct {
  readonly checks: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, github: ResolvedGithub) {
    super(scope, id);
    const { owner, without, organisationSettings } = github;
    const asserted = conditions(github);
    const settings =
      organisationSettings === undefined
        ? this.forget()
        : new OrganizationSettings(this, 'settings', {
            billingEmail: organisationSettings.billingEmail,
            defaultRepositoryPermission: 'none',
            membersCanCreatePublicRepositories: false,
            membersCanForkPrivateRepositories: false,
            dependencyGraphEnabledForNewRepositories: true,
            dependabotAlertsEnabledForNewRepositories: true,
            lifecycle: { preventDestroy: true },
          });
    settings?.overrideLogicalId(settingsId);
    if (without.has('two-factor-authentication') && without.has('organisation-settings')) {
      this.checks = [];
      return;
    }
    this.checks = [
      new DataGithubOrganization(this, 'organisation', {
        name: owner,
        // Who must have two factors is not in the summary, and only an owner's token reads it.
        summaryOnly: false,
        dependsOn: settings === undefined ? undefined : [settings],
        lifecycle: { postcondition: asserted },
      }),
    ];
  }

  /**
   * `preventDestroy` goes with the resource that says it: settings that leave the declaration are forgotten by
   * Terraform, and stay as they are.
   */
  private forget(): undefined {
    TerraformStack.of(this).addOverride('removed', [
      { from: `github_organization_settings.${settingsId}`, lifecycle: { destroy: false } },
    ]);
    return undefined;
  }
}

interface Condition {
  readonly condition: string;
  readonly errorMessage: string;
}

function conditions({ owner, without }: ResolvedGithub): Condition[] {
  const settings = `https://github.com/organizations/${owner}/settings`;
  return [
    ...(without.has('two-factor-authentication')
      ? []
      : [
          {
            condition: '${self.two_factor_requirement_enabled == true}',
            errorMessage: `The organisation '${owner}' does not require two-factor authentication, or the token is no owner's and cannot see it. Require it: ${settings}/security. Where an identity provider requires it, say so: github.without: ['two-factor-authentication'].`,
          },
        ]),
    ...(without.has('organisation-settings')
      ? []
      : [
          {
            condition: '${self.default_repository_permission == "none"}',
            errorMessage: `Every member of '${owner}' has '\${self.default_repository_permission}' access to every repository. Set the base permission to 'No permission': ${settings}/member_privileges. Or let Terraform keep it: github.organisationSettings.`,
          },
          {
            condition: '${self.members_can_fork_private_repositories == false}',
            errorMessage: `Members of '${owner}' can fork private repositories out of the organisation's control. Forbid it: ${settings}/member_privileges. Or let Terraform keep it: github.organisationSettings.`,
          },
        ]),
  ];
}
