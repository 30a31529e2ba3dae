// Package argocd reads Argo CD's Applications (argoproj.io/v1alpha1) as far as Git decides what they apply: where each
// source is, how it is built, and where the objects go. What it does not read is told by name, so that nothing is taken for
// rendered that Argo CD would render otherwise.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
package argocd
