import type { CheckOfAll } from '../../core/workspace/merge-checks';
import type { Format, Output } from './format';
import { json, jsonPieces } from './json';
import type { Terminal } from './terminal';

/** What is printed of a check. */
interface Printed {
  readonly output: Output;
  /** What the format has no place for, for people. */
  readonly beside?: string;
}

/** For whom it is printed. */
interface Reader {
  readonly terminal: Terminal;
  /** Our own version. */
  readonly version: string;
  /** Whether there was a base to compare with. */
  readonly states: boolean;
}

type Print = (check: CheckOfAll, reader: Reader) => Printed | Promise<Printed>;

/** A check in each format; what a format takes is loaded for who asks for it. */
export const checkPrinters: Partial<Record<Format, Print>> = {
  table: forPeople(false),
  wide: forPeople(true),
  json: ({ report }) => ({ output: jsonPieces(report, 2) }),
  yaml: async ({ report }) => ({ output: (await import('./yaml.ts')).yaml(report) }),
  csv: async ({ report }, { terminal }) => {
    const [{ findingsCsv }, { notEvaluatedBeside }, { newClustersNote }] = await Promise.all([
      import('./findings.ts'),
      import('./not-evaluated.ts'),
      import('./new-clusters.ts'),
    ]);
    return {
      output: findingsCsv(report.findings),
      beside: notEvaluatedBeside(report.notEvaluated, terminal, 'csv') + newClustersNote(report),
    };
  },
  sarif: async ({ report, metadata }, { version }) => ({
    output: json((await import('./sarif.ts')).sarif(report, metadata, version)),
  }),
  junit: async (check) => ({ output: (await import('./junit.ts')).junit(check) }),
};

function forPeople(wide: boolean): Print {
  return async ({ report }, { terminal, states }) => {
    const [{ findingsList, findingsTable }, { notEvaluatedList }, { newClustersNote }, { summaryLine }] =
      await Promise.all([
        import('./findings.ts'),
        import('./not-evaluated.ts'),
        import('./new-clusters.ts'),
        import('./summary.ts'),
      ]);
    const list = wide ? findingsTable : findingsList;
    return {
      output:
        list(report.findings, terminal, { states }) +
        notEvaluatedList(report.notEvaluated, terminal, wide) +
        newClustersNote(report) +
        summaryLine(report.summary, terminal),
    };
  };
}
