import type { KubernetesObject } from './kubernetes-object';

/** What says where the program listens and finds its files: of this machine, not of a container. */
const ofTheContainer =
  /^--(port|health-addr|prometheus-port|cert-dir|disable-cert-rotation|audit-interval|constraint-violations-limit|operation)=/;

/** The arguments of all containers of the Deployments, each once, without those that are about the container. */
export function hostParameters(deployments: readonly KubernetesObject[]): readonly string[] {
  const all = deployments.flatMap((deployment) => {
    const { template } = deployment['spec'] as DeploymentSpec;
    return template.spec.containers.flatMap(({ args = [] }) => args);
  });
  return [...new Set(all)].filter((parameter) => !ofTheContainer.test(parameter));
}

interface DeploymentSpec {
  readonly template: {
    readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] };
  };
}
