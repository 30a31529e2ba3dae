import { isWideVulnerabilityAcceptance } from '../../../policies/acceptance/vulnerability-acceptance';
import type { Environment } from '../../environment';
import type { Approvals } from '../acceptances/approval';
import { type AcceptanceState, type ListedAcceptance, soonInDays } from '../acceptances/list';
import type { CheckResult } from '../check/check-report';
import { readImageFields } from '../images/declared-fields';
import { ImageFinder } from '../images/find-images';
import { imageInventory } from '../images/image-use';
import { imageFits } from './acceptance-cover';
import { assess } from './assess';
import { ImportStore } from './import-store';
import { vulnerabilitySeverities } from './scan-report';

/** The name that stands for a policy in the register where vulnerabilities are accepted. */
export const vulnerabilityPolicy = 'Vulnerability';

/** The accepted vulnerabilities as the register lists them, against the reports that were imported. */
export async function listVulnerabilityAcceptances(
  environment: Environment,
  { rendering, files, vulnerabilityAcceptances }: CheckResult,
  approvals: Approvals | undefined,
  now: Date,
): Promise<readonly ListedAcceptance[]> {
  if (vulnerabilityAcceptances.length === 0) return [];
  const { imports } = await new ImportStore(environment).all();
  const { uses } = imageInventory(rendering, new ImageFinder((await readImageFields(files)).fields));
  const { vulnerabilities, unscanned, used } = assess(uses, imports, vulnerabilityAcceptances, now);
  return vulnerabilityAcceptances.map(({ acceptance, file, lineOf }): ListedAcceptance => {
    const { vulnerabilities: ids, target, ...decision } = acceptance;
    const { image, packages, ...scope } = target;
    const covered = vulnerabilities.filter((one) => one.acceptance?.name === acceptance.name);
    const severity = covered.map((one) => vulnerabilitySeverities.indexOf(one.severity));
    const daysLeft = Math.floor((Date.parse(decision.expiresAt) - now.getTime()) / (24 * 60 * 60 * 1000));
    return {
      ...decision,
      state: stateOf(daysLeft, {
        used: (used.get(acceptance.name) ?? 0) > 0,
        unscanned: unscanned.some((use) => imageFits(image, use)),
      }),
      policy: vulnerabilityPolicy,
      constraint: null,
      severity: vulnerabilitySeverities[Math.max(0, ...severity)] ?? 'unknown',
      target: { ...scope, namespace: '', apiVersion: '', kind: 'Image', name: image },
      fields: packages === undefined ? ids : ids.flatMap((id) => packages.map((name) => `${id} in ${name}`)),
      hardExpiresAt: null,
      daysLeft,
      findings: covered.length,
      source: 'file',
      approval: approvals?.of(file, isWideVulnerabilityAcceptance(acceptance) ? 2 : 1) ?? null,
      file,
      line: lineOf('metadata', 'name'),
    };
  });
}

/** Of an image that nobody has scanned it is not known that the vulnerability is gone. */
function stateOf(
  daysLeft: number,
  { used, unscanned }: { readonly used: boolean; readonly unscanned: boolean },
): AcceptanceState {
  if (daysLeft < 0) return 'expired';
  if (!used && !unscanned) return 'unused';
  return daysLeft < soonInDays ? 'expiring' : 'accepted';
}
