import { ResolvedApplication } from '../../fleet/resolved-fleet';

/** What selects the pods of an application; it can never change once the Deployment is there. */
export function selectorLabels(application: ResolvedApplication): Record<string, string> {
  return { 'app.kubernetes.io/name': application.name };
}
