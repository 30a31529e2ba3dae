// Package helm renders Flux HelmReleases as helm-controller would install them, with Helm's own packages
// and nothing but what Git holds: no network, no cluster, no program is run.
//
// The semantics beside Helm's are those of https://fluxcd.io/flux/components/helm/helmreleases/.
package helm
