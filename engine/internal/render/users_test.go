package render

import (
	"strings"
	"testing"
)

func workloadYAML(kind, namespace, name, labels, spec string) string {
	return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: " + name + ", namespace: " + namespace + ", labels: {" + labels + "}}\nspec: {template: {spec: {" + spec + "}}}\n"
}

func resourceSetYAML(spec string) string {
	return "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: set, namespace: apps}\nspec: {" + spec + "resources: [" +
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: made, namespace: apps}}]}\n"
}

// Users are hand-derived from the sources that flags.user names.
func TestUsers(t *testing.T) {
	root := "-- c/root.yaml --\n" + strings.Replace(kustomizationYAML("flux-system", "./c", ""), "name: app", "name: flux-system", 1)
	app := func(more string) string {
		return "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", more) + "-- app/a.yaml --\n" + configMap("x", "a: b")
	}
	release := func(spec string) string {
		return "-- c/release.yaml --\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: apps}\nspec: {chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}" + spec + "}\n" +
			"-- chart/Chart.yaml --\napiVersion: v2\nname: chart\nversion: 1.0.0\n-- chart/templates/a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
	}
	controllers := func(namespace, spec string) string {
		return "-- c/kustomize-controller.yaml --\n" + workloadYAML("Deployment", namespace, kustomizeController, "", spec) +
			"-- c/helm-controller.yaml --\n" + workloadYAML("Deployment", namespace, helmController, "", spec)
	}
	argo := func(settings string) string {
		return "-- c/argo.yaml --\n" + workloadYAML("StatefulSet", "argocd", "cd-controller", "app.kubernetes.io/name: argocd-application-controller", "serviceAccountName: cd") +
			"---\n" + workloadYAML("Deployment", "argocd", "cd-sets", "app.kubernetes.io/name: argocd-applicationset-controller", "serviceAccountName: cd-sets") + settings
	}
	settings := func(data string) string {
		return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata: {" + data + "}\n"
	}
	application := func(namespace, server string) string {
		return "-- c/application.yaml --\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: " + namespace + "}\nspec:\n  project: default\n  destination: {server: '" + server + "', namespace: web}\n  source: {repoURL: https://example.com/x, path: web, targetRevision: main}\n" +
			"---\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: webs, namespace: " + namespace + "}\nspec: {generators: [], template: {}}\n"
	}
	const here = "https://kubernetes.default.svc"
	for _, test := range []struct{ name, text, want string }{
		{
			"nothing says whom Flux runs as", root + app("") + release(""),
			"flux-system: neither its Deployment nor a FluxInstance\napp: kustomize-controller's --default-service-account\nweb: helm-controller's --default-service-account",
		},
		{
			"a service account of its own needs no controller", root + app("serviceAccountName: mine\n") + release(", serviceAccountName: mine"),
			"app flux-system:mine\nweb apps:mine",
		},
		{
			"another cluster's users are its own", root + controllers("flux-system", "") + app("serviceAccountName: mine\nkubeConfig: {secretRef: {name: other}}\n") + release(", kubeConfig: {secretRef: {name: other}}"),
			"flux-system flux-system:default\napp: spec.kubeConfig takes them to another cluster\nweb: spec.kubeConfig takes them to another cluster",
		},
		{
			"the accounts of the controllers' pods", root + controllers("flux", "serviceAccountName: own") + app("") + release(""),
			"flux-system flux:own\napp flux:own\nweb flux:own",
		},
		{
			"the default account of the controllers, in the namespace of what they apply", root +
				controllers("flux", "serviceAccountName: own, containers: [{args: [--default-service-account=tenant]}]") + app("") + release(""),
			"flux-system flux-system:tenant\napp flux-system:tenant\nweb apps:tenant",
		},
		{
			"a root that only its entry tells of", controllers("flux", "serviceAccountName: own") + app(""),
			"flux-system: neither the root Kustomization flux-system/flux-system\napp flux:own",
		},
		{
			"a FluxInstance", "-- c/instance.yaml --\n" + strings.Replace(instanceYAML(""), "namespace: flux-system", "namespace: fluxes", 1) + app("") + release(""),
			"fluxes fluxes:kustomize-controller\napp fluxes:kustomize-controller\nweb fluxes:helm-controller",
		},
		{
			"a multitenant FluxInstance", "-- c/instance.yaml --\n" + instanceYAML("  cluster: {multitenant: true}\n") + app("") + release(""),
			"flux-system flux-system:kustomize-controller\napp flux-system:default\nweb apps:default",
		},
		{
			"a FluxInstance whose patch names another account", "-- c/instance.yaml --\n" + instanceYAML("  kustomize:\n    patches:\n    - target: {kind: Deployment, name: helm-controller}\n      patch: |\n        - {op: replace, path: /spec/template/spec/serviceAccountName, value: patched}\n") + app("") + release(""),
			"app flux-system:kustomize-controller\nweb flux-system:patched",
		},
		{
			"a controller that works on others only", root + controllers("flux", "containers: [{args: ['--watch-label-selector=!sharding.fluxcd.io/key']}]") +
				strings.Replace(app(""), "metadata:", "metadata:\n  labels: {sharding.fluxcd.io/key: one}", 1),
			"flux-system flux:default\napp: which does not watch them (--watch-label-selector, c/kustomize-controller.yaml:1)",
		},
		{
			"a ResourceSet without the operator", root + controllers("flux", "") + "-- c/set.yaml --\n" + resourceSetYAML(""),
			"set: flux-operator's --default-service-account",
		},
		{
			"a ResourceSet's own account", root + "-- c/set.yaml --\n" + resourceSetYAML("serviceAccountName: mine, "),
			"set apps:mine",
		},
		{
			"the operator's account", root + "-- c/set.yaml --\n" + resourceSetYAML("") + "-- c/operator.yaml --\n" + workloadYAML("Deployment", "fluxes", fluxOperator, "", "serviceAccountName: op"),
			"set fluxes:op",
		},
		{
			"the operator's default account", root + "-- c/set.yaml --\n" + resourceSetYAML("") + "-- c/operator.yaml --\n" + workloadYAML("Deployment", "fluxes", fluxOperator, "", "containers: [{args: [--default-service-account=tenant]}]"),
			"set apps:tenant",
		},
		{
			"the operator's environment wins", root + "-- c/set.yaml --\n" + resourceSetYAML("") + "-- c/operator.yaml --\n" + workloadYAML("Deployment", "fluxes", fluxOperator, "", "containers: [{args: [--default-service-account=tenant], env: [{name: DEFAULT_SERVICE_ACCOUNT, value: other}]}]"),
			"set apps:other",
		},
		{
			"Argo CD is not in Git", root + application("argocd", here),
			"web: they are written as the account of argocd-application-controller\nwebs: they are written as the account of argocd-applicationset-controller",
		},
		{
			"Argo CD's accounts", root + application("argocd", here) + argo(settings("")),
			"web argocd:cd\nwebs argocd:cd-sets",
		},
		{
			"Applications outside of Argo CD's namespace", root + application("web", here) + argo(settings("")),
			"web: which is not in Git in the namespace web\nwebs: which is not in Git in the namespace web",
		},
		{
			"Argo CD's settings are not in Git", root + application("argocd", here) + argo(""),
			"web: a setting of the ConfigMap argocd/argocd-cm\nwebs argocd:cd-sets",
		},
		{
			"Argo CD impersonates", root + application("argocd", here) + argo(settings("application.sync.impersonation.enabled: 'true'")),
			"web: has Argo CD impersonate\nwebs argocd:cd-sets",
		},
		{
			"an Application of another cluster", root + application("argocd", "https://other.example.com") + argo(settings("")),
			"web: spec.destination (https://other.example.com) takes them to another cluster",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			for line := range strings.SplitSeq(test.want, "\n") {
				name, unknown, isUnknown := strings.Cut(line, ": ")
				name, account, _ := strings.Cut(name, " ")
				status := got.part(t, name).Kustomization
				if isUnknown {
					if status.User != nil || !strings.Contains(status.UserUnknown, unknown) {
						t.Errorf("%s is applied by %+v, unknown for %q, want %q", name, status.User, status.UserUnknown, unknown)
					}
					continue
				}
				if status.User == nil || status.UserUnknown != "" {
					t.Errorf("nobody knows who applies %s: %s\n%s", name, status.UserUnknown, got.messages())
					continue
				}
				namespace, _, _ := strings.Cut(account, ":")
				same2(t, name, status.User.Username+"\n"+strings.Join(status.User.Groups, " "),
					"system:serviceaccount:"+account+"\nsystem:serviceaccounts system:serviceaccounts:"+namespace+" system:authenticated")
			}
		})
	}
}
