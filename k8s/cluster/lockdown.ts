import { GitRepository } from '../flux/git-repository';
import { Kustomization } from '../flux/kustomization';
import { jsonPatch } from '../kustomize/json-patch';
import { Patch } from '../kustomize/kustomization-file';
import { accounts, rootName, signingKeysSecret } from '../names';

const allControllers = [
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
];

/**
 * What makes Flux's components, as `flux bootstrap` writes them, safe for several tenants: no reference into another
 * namespace, nothing from outside of the source, and nobody acts as cluster-admin by leaving a field out.
 *
 * Source: https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
export const lockdownPatches: readonly Patch[] = [
  flag(allControllers, '--no-cross-namespace-refs=true'),
  flag(['kustomize-controller'], '--no-remote-bases=true'),
  flag(['kustomize-controller', 'helm-controller'], '--default-service-account=default'),
  // Bootstrap writes gotk-sync.yaml anew, without the account.
  jsonPatch(
    { kind: Kustomization.kind, name: rootName },
    { op: 'add', path: '/spec/serviceAccountName', value: accounts.root },
  ),
];

/**
 * A new commit ends the wait for a rollout that hangs: a revert takes hold at once, and not after the timeout.
 *
 * Source: feature gates of kustomize-controller, opt-in from 1.7 (Flux 2.7) on.
 */
export const interruptHealthChecks: Patch = flag(
  ['kustomize-controller'],
  '--feature-gates=CancelHealthCheckOnNewRevision=true',
);

/** Bootstrap also forgets that signatures are verified. */
export const verificationPatch: Patch = jsonPatch(
  { kind: GitRepository.kind, name: rootName },
  { op: 'add', path: '/spec/verify', value: { mode: 'HEAD', secretRef: { name: signingKeysSecret } } },
);

function flag(controllers: readonly string[], value: string): Patch {
  return jsonPatch(
    { kind: 'Deployment', name: `(${controllers.join('|')})` },
    { op: 'add', path: '/spec/template/spec/containers/0/args/-', value },
  );
}
