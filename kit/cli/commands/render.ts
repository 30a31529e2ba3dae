import { FleetReader } from '../../core/fleet-reader';
import { renderDocument } from '../../core/render/document';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { jsonPieces } from '../output/json';
import { print } from '../output/format';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { manifests, renderCsv, renderTable } from '../output/render-document';

/** `fleetkeep render` */
export const renderCommand: CommandSpec = {
  description:
    'Renders every cluster as Flux would, from Git alone. Values of Secrets are redacted. Ends with 3 when something could not be rendered.',
  options: [],
  examples: [
    { does: 'every Kustomization of every cluster of the repository stood in', line: 'fleetkeep render' },
    {
      does: 'the manifests of one cluster at a tag',
      line: 'fleetkeep render -c prod-weu --revision v1.4.0 -o yaml',
    },
    {
      does: 'another repository',
      line: 'fleetkeep render --repository https://github.com/fluxcd/flux2-multi-tenancy',
    },
  ],
  async run(context) {
    const { environment, engine, terminal, format } = context;
    const read = { ...context.read, fields: format === 'json' };
    const { rendering, notEvaluated } = await new FleetReader(environment, engine, read).read();
    const document = renderDocument(rendering, notEvaluated);
    const printers = {
      table: () => renderTable(document, terminal, false),
      wide: () => renderTable(document, terminal, true),
      json: () => jsonPieces(document),
      yaml: () => manifests(document),
      csv: () => renderCsv(document),
    };
    context.print(print(printers, format));
    if (format === 'yaml' || format === 'csv') {
      context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    }
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};
