import { join } from 'node:path';
import { schemaFolder } from './paths';

/** A provider that the mirror offers: its registry address, its version, and the schema that stands for it. */
export interface ProviderPackage {
  /** For example `hashicorp/azurerm`. */
  readonly source: string;
  /** The exact version that the CDKTF bindings wrap. */
  readonly version: string;
  /** The gzipped output of `terraform providers schema -json`. */
  readonly schema: string;
}

function providerPackage(source: string, version: string): ProviderPackage {
  const name = source.slice(source.indexOf('/') + 1);
  return { source, version, schema: join(schemaFolder, `${name}-${version}.schema.json.gz`) };
}

/** What `@cdktf/provider-azurerm` 14.23.1 and `@cdktf/provider-github` 15.3.1 wrap. */
export const providerPackages: readonly ProviderPackage[] = [
  providerPackage('hashicorp/azurerm', '4.55.0'),
  providerPackage('integrations/github', '6.9.0'),
];

const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ia32: '386',
  arm: 'arm',
};
const systems: Readonly<Record<string, string>> = { win32: 'windows' };

/** The platform as Go and Terraform name it, for example `linux_amd64`. */
export function platformName(
  platform: string = process.platform,
  architecture: string = process.arch,
): string {
  return `${systems[platform] ?? platform}_${architectures[architecture] ?? architecture}`;
}
