import { HealthCheckExpression } from '../flux/kustomization';

/**
 * A template is there when Gatekeeper has made its constraints' kind, and broken when a pod of Gatekeeper cannot compile
 * this generation of it. Without it Flux would take any template for healthy: it has no conditions.
 *
 * Source: ConstraintTemplateStatus of github.com/open-policy-agent/frameworks, constraint/pkg/apis/templates/v1.
 */
export const templateHealth: HealthCheckExpression = {
  apiVersion: 'templates.gatekeeper.sh/v1',
  kind: 'ConstraintTemplate',
  current: 'has(status.created) && status.created',
  failed:
    'has(status.byPod) && status.byPod.exists(pod, has(pod.observedGeneration) ' +
    '&& pod.observedGeneration == metadata.generation && has(pod.errors) && size(pod.errors) > 0)',
};
