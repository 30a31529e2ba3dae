package policy

import (
	"context"
	"reflect"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
)

// skipUpdate is how many templates spare running Pods: fields of a Pod cannot change.
const skipUpdate = `
package skipupdate
is_update if input.review.operation == "UPDATE"
violation contains {"msg": "seen"} if not is_update
`

const skipUpdateOfPod = `
package skipupdateofpod
is_update_of_pod if {
	input.review.operation == "UPDATE"
	input.review.oldObject.kind == "Pod"
}
violation contains {"msg": "seen"} if not is_update_of_pod
`

const readsNamespace = `
package readsnamespace
violation contains {"msg": sprintf("team %s", [input.review.namespaceObject.metadata.labels.team])}
`

// The numbers are those of the list of differences between `gator test` and the live webhook.
func TestReview(t *testing.T) {
	pods := `match: {kinds: [{apiGroups: [""], kinds: [Pod]}]}`
	for _, test := range []struct {
		name       string
		policies   string
		namespaces string
		operation  admissionv1.Operation
		object     string
		old        string
		user       *authenticationv1.UserInfo
		target     *SubresourceTarget
		want       []string
		wantError  string
		wantExempt string
	}{
		{
			name:       "a violation",
			policies:   documents(template("Always", always), constraint("Always", "all", pods)),
			namespaces: shopNamespace,
			object:     pod,
			want:       []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name:       "1: a generated Pod carries the operation of its parent",
			policies:   documents(template("Always", always), constraint("Always", "all", pods), expandDeployments),
			namespaces: shopNamespace,
			operation:  admissionv1.Update,
			object:     deployment,
			old:        deployment,
			want:       []string{`Always/all deny [Implied by expand-workloads] Pod web-pod in "shop" by UPDATE`},
		},
		{
			name:       "1: a template that skips every UPDATE lets the update of a Deployment pass",
			policies:   documents(template("SkipUpdate", skipUpdate), constraint("SkipUpdate", "all", pods), expandDeployments),
			namespaces: shopNamespace,
			operation:  admissionv1.Update,
			object:     deployment,
			old:        deployment,
		},
		{
			name:       "1: one that skips only the UPDATE of a Pod does not",
			policies:   documents(template("SkipUpdateOfPod", skipUpdateOfPod), constraint("SkipUpdateOfPod", "all", pods), expandDeployments),
			namespaces: shopNamespace,
			operation:  admissionv1.Update,
			object:     deployment,
			old:        deployment,
			want:       []string{`SkipUpdateOfPod/all deny [Implied by expand-workloads] seen`},
		},
		{
			name:       "1: and a Pod that is updated stays spared",
			policies:   documents(template("SkipUpdateOfPod", skipUpdateOfPod), constraint("SkipUpdateOfPod", "all", pods)),
			namespaces: shopNamespace,
			operation:  admissionv1.Update,
			object:     pod,
			old:        pod,
		},
		{
			name:     "2: scope Cluster matches a cluster-scoped object",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {scope: Cluster}`)),
			object:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: admin}\n",
			want:     []string{`Always/all deny ClusterRole admin in "" by CREATE`},
		},
		{
			name:     "2: scope Namespaced does not",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {scope: Namespaced}`)),
			object:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: admin}\n",
		},
		{
			name:     "2: scope Cluster matches a Namespace",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {scope: Cluster}`)),
			object:   shopNamespace,
			want:     []string{`Always/all deny Namespace shop in "" by CREATE`},
		},
		{
			name:     "2: a namespace of a cluster-scoped object is dropped",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {scope: Cluster}`)),
			object:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: admin, namespace: shop}\n",
			want:     []string{`Always/all deny ClusterRole admin in "" by CREATE`},
		},
		{
			name:     "2: a namespaced object without a namespace is in default",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {namespaces: [default]}`)),
			object:   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n",
			want:     []string{`Always/all deny ConfigMap settings in "default" by CREATE`},
		},
		{
			name:     "2: namespaceSelector matches every cluster-scoped object that is no Namespace",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {team: nobody}}}`)),
			object:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: admin}\n",
			want:     []string{`Always/all deny ClusterRole admin in "" by CREATE`},
		},
		{
			name:     "2: and a Namespace by its own labels",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {team: nobody}}}`)),
			object:   shopNamespace,
		},
		{
			name:       "2: namespaces: [x]",
			policies:   documents(template("Always", always), constraint("Always", "all", `match: {namespaces: ["sh*"]}`)),
			namespaces: shopNamespace,
			object:     pod,
			want:       []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name:       "2: excludedNamespaces",
			policies:   documents(template("Always", always), constraint("Always", "all", `match: {excludedNamespaces: [shop]}`)),
			namespaces: shopNamespace,
			object:     pod,
		},
		{
			name:       "3: namespaceSelector with the Namespace as it will be",
			policies:   documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {team: shop}}}`)),
			namespaces: shopNamespace,
			object:     pod,
			want:       []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name:      "3: a Namespace that is nowhere in Git leaves a namespaceSelector undecided",
			policies:  documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {team: shop}}}`)),
			object:    pod,
			wantError: "Always/all selects namespaces by the label team, and Namespace shop is not in Git",
		},
		{
			name:     "3: but not one by name",
			policies: documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}`)),
			object:   pod,
			want:     []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name: "3: nor one that the name alone keeps out",
			policies: documents(template("Always", always), constraint("Always", "all",
				`match: {namespaceSelector: {matchLabels: {team: shop, kubernetes.io/metadata.name: other}}}`)),
			object: pod,
		},
		{
			name: "3: nor a constraint for other kinds; the rest is judged",
			policies: documents(template("Always", always),
				constraint("Always", "all", ""),
				constraint("Always", "services", `match: {kinds: [{apiGroups: [""], kinds: [Service]}], namespaceSelector: {matchLabels: {team: shop}}}`)),
			object: pod,
			want:   []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name: "3: an undecided constraint leaves the others' results",
			policies: documents(template("Always", always),
				constraint("Always", "all", ""),
				constraint("Always", "some", `match: {namespaceSelector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}`)),
			object:    pod,
			want:      []string{`Always/all deny Pod web in "shop" by CREATE`},
			wantError: "Always/some selects namespaces by the label team",
		},
		{
			name: "3: undecided through expansion, too",
			policies: documents(template("Always", always), expandDeployments,
				constraint("Always", "some", `match: {kinds: [{apiGroups: [""], kinds: [Pod]}], namespaceSelector: {matchLabels: {team: shop}}}`)),
			object:    deployment,
			wantError: "Always/some selects namespaces by the label team",
		},
		{
			name:       "4: the policy sees the Namespace",
			policies:   documents(template("ReadsNamespace", readsNamespace), constraint("ReadsNamespace", "all", "")),
			namespaces: shopNamespace,
			object:     pod,
			want:       []string{`ReadsNamespace/all deny team shop`},
		},
		{
			name:      "4: a policy that reads a Namespace that is not in Git is undecided",
			policies:  documents(template("ReadsNamespace", readsNamespace), constraint("ReadsNamespace", "all", "")),
			object:    pod,
			wantError: "ReadsNamespace/all reads the Namespace of the object, and Namespace shop is not in Git",
		},
		{
			name:       "4: the API server's label of a Namespace is there",
			policies:   documents(template("Always", always), constraint("Always", "all", `match: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}`)),
			namespaces: shopNamespace,
			object:     shopNamespace,
			want:       []string{`Always/all deny Namespace shop in "" by CREATE`},
		},
		{
			name:       "4: a Namespace with the ignore label is exempt",
			policies:   documents(template("Always", always), constraint("Always", "all", "")),
			namespaces: "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {admission.gatekeeper.sh/ignore: no-self-managing}}\n",
			object:     pod,
			wantExempt: "namespace shop has the label admission.gatekeeper.sh/ignore",
		},
		{
			name:       "4: Gatekeeper's own namespace is exempt",
			policies:   documents(template("Always", always), constraint("Always", "all", "")),
			object:     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: gatekeeper-system}\n",
			wantExempt: "Gatekeeper does not judge its own namespace gatekeeper-system",
		},
		{
			name:       "4: Config excludes namespaces from the webhook",
			policies:   documents(template("Always", always), constraint("Always", "all", ""), config("webhook", "sh*")),
			object:     pod,
			wantExempt: "Gatekeeper's Config excludes namespace shop from its webhook",
		},
		{
			name:       "4: that of what is sent to a subresource, too",
			policies:   documents(template("Always", always), constraint("Always", "all", ""), config("webhook", "shop")),
			operation:  admissionv1.Connect,
			object:     "{apiVersion: v1, kind: PodExecOptions, command: [sh]}",
			target:     &SubresourceTarget{Resource: "pods", SubResource: "exec", Namespace: "shop", Name: "web"},
			wantExempt: "Gatekeeper's Config excludes namespace shop from its webhook",
		},
		{
			name:       "4: or from everything",
			policies:   documents(template("Always", always), constraint("Always", "all", ""), config("*", "shop")),
			object:     shopNamespace,
			wantExempt: "Gatekeeper's Config excludes namespace shop from its webhook",
		},
		{
			name:     "4: an exclusion from the audit is none",
			policies: documents(template("Always", always), constraint("Always", "all", ""), config("audit", "shop")),
			object:   pod,
			want:     []string{`Always/all deny Pod web in "shop" by CREATE`},
		},
		{
			name:      "5: DELETE judges the old object",
			policies:  documents(template("Always", always), constraint("Always", "all", "")),
			operation: admissionv1.Delete,
			old:       pod,
			want:      []string{`Always/all deny Pod web in "shop" by DELETE`},
		},
		{
			name:      "5: UPDATE matches by the old object, too",
			policies:  documents(template("Always", always), constraint("Always", "all", `match: {labelSelector: {matchLabels: {app: web}}}`)),
			operation: admissionv1.Update,
			object:    pod,
			old:       strings.Replace(pod, "name: web, namespace", "name: web, labels: {app: web}, namespace", 1),
			want:      []string{`Always/all deny Pod web in "shop" by UPDATE`},
		},
		{
			name: "5: a template for CREATE only is not asked about an UPDATE",
			policies: documents(strings.Replace(template("Always", always), "- target: admission.k8s.gatekeeper.sh", "- target: admission.k8s.gatekeeper.sh\n      operations: [CREATE]", 1),
				constraint("Always", "all", "")),
			operation: admissionv1.Update,
			object:    pod,
			old:       pod,
		},
		{
			name: "5: who sends the request is not known",
			policies: documents(template("OnlyFlux", `
package onlyflux
violation contains {"msg": "not Flux"} if input.review.userInfo.username != "flux"
`), constraint("OnlyFlux", "all", "")),
			object:    pod,
			wantError: "OnlyFlux/all reads userInfo",
		},
		{
			name: "5: unless it is said",
			policies: documents(template("OnlyFlux", `
package onlyflux
violation contains {"msg": "not Flux"} if input.review.userInfo.username != "flux"
`), constraint("OnlyFlux", "all", "")),
			object: pod,
			user:   &authenticationv1.UserInfo{Username: "mallory"},
			want:   []string{`OnlyFlux/all deny not Flux`},
		},
		{
			name: "5: a connection to a subresource",
			policies: documents(template("NoExec", `
package noexec
violation contains {"msg": sprintf("%s of %s/%s by %s", [
	input.review.requestSubResource, input.review.namespace, input.review.name, input.review.operation,
])} if {
	input.review.resource.resource == "pods"
	input.review.requestResource.resource == "pods"
}
`), constraint("NoExec", "all", `match: {kinds: [{apiGroups: [""], kinds: [PodExecOptions]}], namespaces: [shop]}`)),
			namespaces: shopNamespace,
			operation:  admissionv1.Connect,
			object:     "{apiVersion: v1, kind: PodExecOptions, command: [sh]}",
			target:     &SubresourceTarget{Resource: "pods", SubResource: "exec", Namespace: "shop", Name: "web"},
			want:       []string{`NoExec/all deny exec of shop/web by CONNECT`},
		},
		{
			name:      "5: a connection needs a target",
			policies:  documents(template("Always", always), constraint("Always", "all", "")),
			operation: admissionv1.Connect,
			object:    "{apiVersion: v1, kind: PodExecOptions, command: [sh]}",
			wantError: "a CONNECT needs an object and a target",
		},
		{
			name:     "5: an AppArmor annotation is a field once the Pod is created",
			policies: documents(template("Armour", armour), constraint("Armour", "all", "")),
			object:   annotatedPod,
			want:     []string{`Armour/all deny {"type": "Unconfined"}`},
		},
		{
			name:      "5: and nothing but an annotation when it is updated",
			policies:  documents(template("Armour", armour), constraint("Armour", "all", "")),
			operation: admissionv1.Update,
			object:    annotatedPod,
			old:       annotatedPod,
			want:      []string{`Armour/all deny none`},
		},
		{
			name: "6: external data cannot be had",
			policies: documents(template("Signed", `
package signed
violation contains {"msg": "unsigned"} if external_data({"provider": "ratify", "keys": ["a"]}).errors != []
`), constraint("Signed", "all", "")),
			object:    pod,
			wantError: "Signed/all: external_data asks an external data provider",
		},
		{
			name: "6: nor anything by HTTP",
			policies: documents(template("Asks", `
package asks
violation contains {"msg": "no"} if http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code != 200
`), constraint("Asks", "all", "")),
			object:    pod,
			wantError: "Asks/all: http.send sends an HTTP request",
		},
		{
			name: "6: nor the objects synchronised from the cluster",
			policies: documents(template("Unique", `
package unique
violation contains {"msg": "twice"} if data.inventory.namespace[_]["v1"]["Pod"][_]
`), constraint("Unique", "all", "")),
			object:    pod,
			wantError: "Unique/all reads data.inventory",
		},
		{
			name: "6: an error at run time is no pass, and the others are judged",
			policies: documents(
				template("Conflicts", `
package conflicts
f(x) := 1 if x.kind == "Pod"
f(x) := 2 if x.apiVersion == "v1"
violation contains {"msg": "one"} if f(input.review.object) == 1
`), constraint("Conflicts", "all", ""),
				template("Always", always), constraint("Always", "all", "")),
			object:    pod,
			want:      []string{`Always/all deny Pod web in "shop" by CREATE`},
			wantError: "Conflicts/all: template:3: eval_conflict_error",
		},
		{
			name: "7: warn and dryrun are told as they are",
			policies: documents(template("Always", always),
				constraint("Always", "a-warn", "enforcementAction: warn"), constraint("Always", "b-dryrun", "enforcementAction: dryrun")),
			object: pod,
			want: []string{
				`Always/a-warn warn Pod web in "shop" by CREATE`,
				`Always/b-dryrun dryrun Pod web in "shop" by CREATE`,
			},
		},
		{
			name: "7: of scoped actions those for the webhook count",
			policies: documents(template("Always", always), constraint("Always", "all", `
enforcementAction: scoped
scopedEnforcementActions:
  - {action: deny, enforcementPoints: [{name: validation.gatekeeper.sh}]}
  - {action: warn, enforcementPoints: [{name: "*"}]}
  - {action: dryrun, enforcementPoints: [{name: audit.gatekeeper.sh}]}`)),
			object: pod,
			want:   []string{`Always/all scoped(deny,warn) Pod web in "shop" by CREATE`},
		},
		{
			name: "7: a constraint for the audit only is not asked",
			policies: documents(template("Always", always), constraint("Always", "all", `
enforcementAction: scoped
scopedEnforcementActions: [{action: deny, enforcementPoints: [{name: audit.gatekeeper.sh}]}]`)),
			object: pod,
		},
		{
			name:       "7: CronJob needs an expansion of its own",
			policies:   documents(template("Always", always), constraint("Always", "all", pods), expandDeployments),
			namespaces: shopNamespace,
			object:     cronJob,
		},
		{
			name:       "7: and has it here",
			policies:   documents(template("Always", always), constraint("Always", "all", pods), expandDeployments, expandCronJobs),
			namespaces: shopNamespace,
			object:     cronJob,
			want:       []string{`Always/all deny [Implied by expand-cronjobs] Pod nightly-pod in "shop" by CREATE`},
		},
		{
			name: "7: an expansion may override the action",
			policies: documents(template("Always", always), constraint("Always", "all", pods),
				strings.Replace(expandDeployments, "templateSource:", "enforcementAction: warn\n  templateSource:", 1)),
			object: deployment,
			want:   []string{`Always/all warn [Implied by expand-workloads] Pod web-pod in "shop" by CREATE`},
		},
		{
			name: "7: source Original does not match what is generated",
			policies: documents(template("Always", always), expandDeployments,
				constraint("Always", "generated", `match: {source: Generated}`), constraint("Always", "original", `match: {source: Original}`)),
			object: deployment,
			want: []string{
				`Always/generated deny [Implied by expand-workloads] Pod web-pod in "shop" by CREATE`,
				`Always/original deny Deployment web in "shop" by CREATE`,
			},
		},
		{
			name:     "8: CEL wins over Rego",
			policies: documents(bothLanguages, constraint("Both", "all", "")),
			object:   pod,
			want:     []string{`Both/all deny by CEL`},
		},
		{
			name: "8: an error of CEL is no pass",
			policies: documents(strings.Replace(bothLanguages, `expression: "false"`, `expression: "object.spec.nothing == 1"`, 1),
				constraint("Both", "all", "")),
			object:    pod,
			wantError: "Both/all: expression 'object.spec.nothing == 1' resulted in error: no such key: nothing",
		},
		{
			name: "a custom resource of unknown scope is judged as both",
			policies: documents(template("Always", `
package always
violation contains {"msg": "seen"}
`), constraint("Always", "all", "")),
			object: "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\n",
			want:   []string{"Always/all deny seen"},
		},
		{
			name:      "which must come to the same",
			policies:  documents(template("Always", always), constraint("Always", "all", "match: {scope: Cluster}")),
			object:    "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\n",
			want:      []string{`Always/all deny Widget a in "" by CREATE`},
			wantError: "whether Widget.example.test is namespaced decides the verdict",
		},
		{
			name: "unless its definition says it",
			policies: documents(template("Always", always), constraint("Always", "all", "match: {scope: Cluster}"), `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test}
spec: {group: example.test, names: {kind: Widget}, scope: Namespaced}`),
			object: "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\n",
		},
		{
			name:      "an expansion that fails is an error",
			policies:  documents(template("Always", always), constraint("Always", "all", ""), strings.Replace(expandDeployments, "{groups: [apps], versions: [v1], kinds: [Deployment]}", "{groups: [example.test], versions: [v1], kinds: [Rollout]}", 1)),
			object:    "apiVersion: example.test/v1\nkind: Rollout\nmetadata: {name: web, namespace: shop}\nspec: {}\n",
			wantError: `unable to expand Rollout web: could not find source field "spec.template"`,
		},
		{
			name:      "an UPDATE without an old object is refused",
			policies:  documents(template("Always", always), constraint("Always", "all", "")),
			operation: admissionv1.Update,
			object:    pod,
			wantError: "an UPDATE needs an object and an oldObject",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := Request{ID: "1", Operation: test.operation, User: test.user, Target: test.target}
			if request.Operation == "" {
				request.Operation = admissionv1.Create
			}
			if test.object != "" {
				request.Object = one(t, test.object)
			}
			if test.old != "" {
				request.OldObject = one(t, test.old)
			}
			set := load(t, test.policies)
			verdict := set.Review(context.Background(), namespacesOf(t, test.namespaces), request)
			want := test.want
			if want == nil {
				want = []string{}
			}
			if got := lines(verdict); !reflect.DeepEqual(got, want) {
				t.Errorf("results\n%s\nwanted\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if test.wantError == "" && verdict.Error != "" || !strings.Contains(verdict.Error, test.wantError) {
				t.Errorf("error %q, wanted %q", verdict.Error, test.wantError)
			}
			if verdict.Exempt != test.wantExempt {
				t.Errorf("exempt %q, wanted %q", verdict.Exempt, test.wantExempt)
			}
		})
	}
}

func config(process, namespace string) string {
	return `
apiVersion: config.gatekeeper.sh/v1alpha1
kind: Config
metadata: {name: config, namespace: gatekeeper-system}
spec: {match: [{processes: ["` + process + `"], excludedNamespaces: ["` + namespace + `"]}]}
`
}

const armour = `
package armour
violation contains {"msg": sprintf("%v", [object.get(input.review.object.spec.containers[0], ["securityContext", "appArmorProfile"], "none")])}
`

const annotatedPod = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, annotations: {container.apparmor.security.beta.kubernetes.io/web: unconfined}}
spec:
  containers: [{name: web, image: "example.test/web:1"}]
`

const bothLanguages = `
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: both}
spec:
  crd: {spec: {names: {kind: Both}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: Rego
          source: {rego: 'package both violation[{"msg": "by Rego"}] { true }'}
        - engine: K8sNativeValidation
          source:
            validations:
              - expression: "false"
                message: by CEL
`

// What asks for the user is told apart from other reasons, and from what is wrong with one object.
func TestWhatAsksForAnUnknownUser(t *testing.T) {
	const asks = `
package asks
violation contains {"msg": "not Flux"} if input.review.userInfo.username != "flux"
`
	policies := template("Asks", asks) + "\n---\n" + constraint("Asks", "first", "") + "\n---\n" + constraint("Asks", "second", "")
	inventory := template("Reads", `
package reads
violation contains {"msg": "there"} if data.inventory.cluster
`) + "\n---\n" + constraint("Reads", "all", "")
	const known = ", and who will send the request is known in the live cluster only"
	for _, test := range []struct{ name, policies, object, error, other, without string }{
		{
			"nothing else is unknown", policies, pod,
			"Asks/first reads userInfo" + known + "; Asks/second reads userInfo" + known,
			"", "Asks/first reads userInfo\nAsks/second reads userInfo",
		},
		{
			"something else is unknown, too", policies + "\n---\n" + inventory, pod,
			"Asks/first reads userInfo" + known + "; Asks/second reads userInfo" + known + "; Reads/all reads data.inventory, the objects that Gatekeeper synchronises from the live cluster",
			"Reads/all reads data.inventory, the objects that Gatekeeper synchronises from the live cluster",
			"Asks/first reads userInfo\nAsks/second reads userInfo",
		},
		{
			"the scope is not known, and does not matter", policies, "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\n",
			"Asks/first reads userInfo" + known + "; Asks/second reads userInfo" + known,
			"", "Asks/first reads userInfo\nAsks/second reads userInfo",
		},
		{
			"the scope is not known, and matters", policies + "\n---\n" + template("Always", always) + "\n---\n" + constraint("Always", "all", ""), "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\n",
			"", "Widget a has no namespace, and whether Widget.example.test is namespaced decides the verdict, but its CustomResourceDefinition is not in Git: set metadata.namespace or add the definition",
			"Asks/first reads userInfo\nAsks/second reads userInfo",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			verdict := load(t, documents(test.policies)).Review(context.Background(), namespacesOf(t, ""), Request{ID: "1", Operation: admissionv1.Create, Object: one(t, test.object)})
			if test.error != "" && verdict.Error != test.error {
				t.Errorf("error\n%s\nwanted\n%s", verdict.Error, test.error)
			}
			if verdict.OtherError != test.other {
				t.Errorf("other error\n%s\nwanted\n%s", verdict.OtherError, test.other)
			}
			if got := strings.Join(verdict.WithoutUser, "\n"); got != test.without {
				t.Errorf("without user\n%s\nwanted\n%s", got, test.without)
			}
		})
	}
}
