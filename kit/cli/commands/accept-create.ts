import { type AcceptanceCategory, categories } from '../../../policies/acceptance/risk-acceptance';
import { createAcceptance } from '../../core/acceptances/write';
import { check } from '../../core/check/check';
import { criticalImages } from '../../core/vulnerabilities/critical-images';
import { createVulnerabilityAcceptance } from '../../core/vulnerabilities/write-acceptance';
import { timeOf } from '../../environment';
import { UsageError } from '../../core/errors';
import { openRepository } from '../../core/repository/open';
import { type CommandSpec, listOf, type OptionValues, textOf } from '../command';
import { ExitCode } from '../exit-code';

/** What must be said. */
const needed = ['owner', 'reason', 'ticket', 'days'] as const;

/** `fleetkeep accept create` */
export const acceptCreateCommand: CommandSpec = {
  description:
    'Writes .securitytower/acceptances/NAME.yaml for findings of the working tree, by their fingerprints in `fleetkeep check -o json`. It accepts nothing by itself: the file is reviewed by a code owner, synthesised into the constraints and merged.',
  operand: { name: '<name>', description: 'of the acceptance and its file, for instance ra-0042' },
  options: [
    {
      flags: '--fingerprint <fingerprint>',
      description: 'of a finding, or the beginning of it; repeatable for places of one resource or clusters',
      repeatable: true,
    },
    {
      flags: '--vulnerability <id>',
      description:
        'instead of a finding: a vulnerability of an image, for instance CVE-2026-1234; repeatable',
      repeatable: true,
    },
    {
      flags: '--image <image>',
      description: 'that has it: its repository with the registry, with a tag or digest or without',
    },
    { flags: '--package <name>', description: 'only in this package; repeatable', repeatable: true },
    { flags: '--owner <owner>', description: 'who answers for the risk' },
    { flags: '--reason <reason>', description: 'why it may be taken' },
    { flags: '--ticket <ticket>', description: 'where the decision is recorded' },
    { flags: '--days <days>', description: 'how long; at most 30, 90 or 180 by severity' },
    { flags: '--category <category>', description: 'default: waiver', choices: categories },
    { flags: '--stage <stage>', description: 'in all clusters of the stage; repeatable', repeatable: true },
  ],
  examples: [
    {
      does: 'accept a vulnerability of an image that runs',
      line: "fleetkeep accept create ra-0043 --vulnerability CVE-2026-1234 --image docker.io/library/nginx --owner shop@acme.example --reason 'Not reachable' --ticket SHOP-2 --days 30 --category mitigated",
    },
    {
      does: 'accept a finding for thirty days',
      line: "fleetkeep accept create ra-0042 --fingerprint 1f3a --owner shop@acme.example --reason 'The driver is rewritten' --ticket SHOP-1 --days 30",
    },
  ],
  async run(context, options, name = '') {
    const ofImage = listOf(options.vulnerability).length > 0;
    const subject = ofImage ? (['image'] as const) : (['fingerprint'] as const);
    if (ofImage && listOf(options.fingerprint).length > 0)
      throw new UsageError(
        '--fingerprint and --vulnerability exclude one another: write an acceptance for each',
      );
    const missing = [...subject, ...needed].filter(
      (key) => (listOf(options[key])[0] ?? textOf(options[key]) ?? '').trim() === '',
    );
    if (missing.length > 0) {
      throw new UsageError(
        `say ${missing.map((key) => `--${key}`).join(', ')}: an accepted risk has an owner, a reason and an end`,
      );
    }
    const { environment, engine, read } = context;
    if (read.revision !== undefined)
      throw new UsageError('--revision: an acceptance is written for the working tree');
    const repository = await openRepository(environment, read.repository);
    const now = timeOf(environment);
    if (ofImage) {
      const { vulnerabilities } = await criticalImages(environment, engine, context.facts, {
        repositories: [{ name: null, read }],
        notEvaluated: [],
      });
      const accepted = {
        ids: listOf(options.vulnerability),
        image: textOf(options.image) ?? '',
        packages: listOf(options.package),
      };
      const decision = { name, ...decisionOf(options) };
      const written = await createVulnerabilityAcceptance(
        repository,
        vulnerabilities,
        accepted,
        decision,
        now,
      );
      context.print(`${written} is written. It is in force when a code owner's review has let it in.\n`);
      return ExitCode.Clean;
    }
    const { report } = await check(environment, engine, read);
    const findings = listOf(options.fingerprint).flatMap((prefix) => {
      const found = report.findings.filter(({ fingerprint }) => fingerprint.startsWith(prefix));
      if (new Set(found.map(({ fingerprint }) => fingerprint)).size === 1) return found;
      const problem = found.length === 0 ? 'is of no finding' : 'is of several findings';
      throw new UsageError(`--fingerprint '${prefix}' ${problem}: take one of \`fleetkeep check -o json\``);
    });
    const file = await createAcceptance(repository, findings, { name, ...decisionOf(options) }, now);
    context.print(
      `${file} is written. It is in force when a code owner's review has let it in and synth has compiled it.\n`,
    );
    return ExitCode.Clean;
  },
};

function decisionOf(options: OptionValues) {
  return {
    category: (textOf(options.category) ?? 'waiver') as AcceptanceCategory,
    owner: textOf(options.owner) ?? '',
    reason: textOf(options.reason) ?? '',
    ticket: textOf(options.ticket) ?? '',
    days: Number(textOf(options.days)),
    stages: listOf(options.stage),
  };
}
