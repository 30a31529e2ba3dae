/** What Kubernetes' own validation refuses, so that no policy is asked: no verdict to compare, for this reason. */
export const refusedByKubernetes: ReadonlyMap<string, RegExp> = new Map([
  ['deprecated-api/disallowed-removed', /could not find the requested resource/],
  ['flux-verified-sources/disallowed-no-keys', /spec\.verify\.secretRef: Required value/],
  ['host-process/disallowed-init-container', /hostProcess containers then all containers/],
  ['proc-mount/disallowed-job', /`hostUsers` must be false to use `Unmasked`/],
  ['proc-mount/disallowed-unmasked', /`hostUsers` must be false to use `Unmasked`/],
  ['required-probes/disallowed-empty', /must specify a handler type/],
  // Of a namespaced kind, and in no namespace: kubectl would have put it into one.
  ['restrict-namespaces/disallowed-unset', /does not allow this method/],
]);
