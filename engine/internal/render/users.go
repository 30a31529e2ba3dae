package render

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"fleetkeep.dev/engine/internal/protocol"
)

// Controllers whose flags or accounts say as whom objects are applied; those of Argo CD by the label that its manifests and
// its chart give them, for the chart's names are not always these.
const (
	kustomizeController = "kustomize-controller"
	helmController      = "helm-controller"
	fluxOperator        = "flux-operator"

	argoNameLabel      = "app.kubernetes.io/name"
	argoApplications   = "argocd-application-controller"
	argoSets           = "argocd-applicationset-controller"
	argoSettings       = "argocd-cm"
	argoImpersonations = "application.sync.impersonation.enabled"
)

// runsController tells a workload whose flags or account are read.
func runsController(item *unstructured.Unstructured) bool {
	switch item.GetName() {
	case kustomizeController, helmController, fluxOperator:
		return item.GetKind() == "Deployment"
	}
	return argoController(item) != ""
}

// argoController is which one of Argo CD's controllers a workload is; empty for another. The application controller is a
// StatefulSet, or a Deployment where clusters are distributed dynamically.
func argoController(item *unstructured.Unstructured) string {
	name := item.GetLabels()[argoNameLabel]
	switch {
	case item.GetKind() == "Deployment" && (name == argoApplications || name == argoSets):
		return name
	case item.GetKind() == "StatefulSet" && name == argoApplications:
		return name
	}
	return ""
}

// accountOf is the account that the pods of a workload run as; the API server's default is `default`.
func accountOf(workload *unstructured.Unstructured) string {
	for _, field := range []string{"serviceAccountName", "serviceAccount"} {
		if account := textAt(workload, "spec", "template", "spec", field); account != "" {
			return account
		}
	}
	return "default"
}

// user is who sends the requests that apply the objects of a unit, as the API server knows him; else why Git does not say
// it, and what would.
//
// Flux impersonates the service account that the unit names, else the one of its controller's --default-service-account,
// both in the unit's own namespace; without either the controller writes as the account that its pods run as. Of a
// ResourceSet the controller is the Flux Operator. Nothing is assumed of a controller that is not in Git: the account that
// `flux bootstrap` gives it is not that of every way to install Flux, and AKS' extension has a --default-service-account.
//
// https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control,
// github.com/fluxcd/pkg/runtime/client/impersonator.go, helm-controller's buildRESTClientGetter, and flux-operator's
// internal/controller/resourceset_controller.go.
func (f flags) user(item unit) (*protocol.User, string) {
	if field := elsewhereField(item.Unstructured); field != "" {
		return nil, field + " takes them to another cluster, which alone knows who writes there"
	}
	switch item.kind {
	case kindApplication:
		return f.argo.user(item, argoApplications)
	case kindApplicationSet:
		return f.argo.user(item, argoSets)
	}
	if item.root && f.rootUndeclared {
		return nil, fmt.Sprintf("neither the root Kustomization %s, whose spec says as whom it is applied, nor a FluxInstance that makes it is in Git: commit it, as `flux bootstrap` does (gotk-sync.yaml)", item.name())
	}
	if account := f.serviceAccount(item); account != "" {
		return serviceAccountUser(item.GetNamespace(), account), ""
	}
	name, controller := f.writerOf(item)
	own := fmt.Sprintf("without spec.serviceAccountName they are written as %s's --default-service-account or as its own account", name)
	switch {
	case controller.account == "" && item.kind == kindResourceSet:
		return nil, fmt.Sprintf("%s, and its Deployment is not in Git, nor in a chart that is at hand: give its chart by --source or --fetch, or name an account", own)
	case controller.account == "":
		return nil, fmt.Sprintf("%s, and neither its Deployment nor a FluxInstance is in Git: commit it (gotk-components.yaml of `flux bootstrap`), or name an account", own)
	case controller.watched != nil && !controller.watched.Matches(labels.Set(item.GetLabels())):
		return nil, fmt.Sprintf("%s, which does not watch them (--watch-label-selector, %s:%d): name an account", own, controller.file, controller.line)
	}
	return serviceAccountUser(controller.namespace, controller.account), ""
}

// writerOf is the controller that writes the objects of a unit of Flux.
func (f flags) writerOf(item unit) (string, controller) {
	switch item.kind {
	case kindHelmRelease:
		return helmController, f.helm
	case kindResourceSet:
		return fluxOperator, f.operator
	}
	return kustomizeController, f.kustomize
}

// serviceAccountUser is a service account as the API server knows it, also one that is impersonated without groups.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ and
// k8s.io/apiserver/pkg/endpoints/filters/impersonation.go
func serviceAccountUser(namespace, name string) *protocol.User {
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	return &protocol.User{
		Username: "system:serviceaccount:" + namespace + ":" + name,
		Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"},
	}
}

// argo is what a cluster's manifests say of its Argo CDs: the accounts of their controllers by namespace and controller,
// and which namespaces' settings are in Git, with whether they have it impersonate.
type argo struct {
	accounts     map[[2]string]string
	impersonates map[string]bool
}

func argoOf(objects inventory) argo {
	result := argo{accounts: map[[2]string]string{}, impersonates: map[string]bool{}}
	for candidate, object := range objects {
		switch {
		case candidate.group == "apps":
			if name := argoController(object.parsed); name != "" {
				result.accounts[[2]string{candidate.namespace, name}] = accountOf(object.parsed)
			}
		case candidate.group == "" && candidate.kind == "ConfigMap" && candidate.name == argoSettings:
			result.impersonates[candidate.namespace] = strings.EqualFold(textAt(object.parsed, "data", argoImpersonations), "true")
		}
	}
	return result
}

// user is whom Argo CD writes as in its own cluster: its controller's account, unless its settings have it impersonate what
// AppProjects say (destinationServiceAccounts, controller/sync.go).
// https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
func (a argo) user(item unit, controller string) (*protocol.User, string) {
	namespace := item.GetNamespace()
	account, found := a.accounts[[2]string{namespace, controller}]
	if !found {
		return nil, fmt.Sprintf("they are written as the account of %s, which is not in Git in the namespace %s: commit it there", controller, namespace)
	}
	if controller == argoApplications {
		impersonates, told := a.impersonates[namespace]
		if !told {
			return nil, fmt.Sprintf("whether Argo CD impersonates is a setting of the ConfigMap %s/%s, which is not in Git: commit it", namespace, argoSettings)
		}
		if impersonates {
			return nil, fmt.Sprintf("%s of the ConfigMap %s/%s has Argo CD impersonate accounts of AppProjects, which is not evaluated", argoImpersonations, namespace, argoSettings)
		}
	}
	return serviceAccountUser(namespace, account), ""
}
