package policy

import (
	"context"
	"reflect"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
)

// webhookFor is Gatekeeper's validating webhook for everything, but for what the rule given says.
func webhookFor(rule string) string {
	return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: gatekeeper-validating-webhook-configuration}
webhooks:
  - name: validation.gatekeeper.sh
    clientConfig: {service: {name: gatekeeper-webhook-service, namespace: gatekeeper-system, path: /v1/admit}}
    rules:
      - apiGroups: ["*"]
        apiVersions: ["*"]
        resources: ["*"]
` + indent(rule, "        ") + "\n"
}

const everything = `operations: [CREATE, UPDATE, DELETE]`

// with adds fields to the webhook of webhookFor.
func with(fields string) string {
	return webhookFor(everything) + indent(fields, "    ") + "\n"
}

// The API server's own rules: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
func TestTheWebhookIsThatOfTheCluster(t *testing.T) {
	const clusterRole = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: admin}\n"
	for _, test := range []struct {
		name       string
		webhook    string
		operation  admissionv1.Operation
		object     string
		user       *authenticationv1.UserInfo
		nowhere    bool // the object's Namespace is not in Git
		wantExempt string
		wantError  string
	}{
		{name: "everything", webhook: with("")},
		{name: "none in Git: everything", operation: admissionv1.Delete},
		{name: "DELETE where it is switched on", webhook: with(""), operation: admissionv1.Delete},
		{name: "an operation left out", webhook: webhookFor("operations: [CREATE]"), operation: admissionv1.Update, wantExempt: "webhook validation.gatekeeper.sh is not asked about the UPDATE of pods"},
		{name: "every operation", webhook: webhookFor(`operations: ["*"]`), operation: admissionv1.Delete},
		{name: "another resource", webhook: strings.Replace(with(""), `resources: ["*"]`, "resources: [services]", 1), wantExempt: "webhook validation.gatekeeper.sh is not asked about the CREATE of pods"},
		{name: "another group", webhook: strings.Replace(with(""), `apiGroups: ["*"]`, "apiGroups: [apps]", 1), wantExempt: "webhook validation.gatekeeper.sh is not asked about the CREATE of pods"},
		{name: "another version, Exact", webhook: strings.Replace(with("matchPolicy: Exact"), `apiVersions: ["*"]`, "apiVersions: [v2]", 1), wantExempt: "webhook validation.gatekeeper.sh is not asked about the CREATE of pods"},
		{name: "another version, Equivalent by default", webhook: strings.Replace(with(""), `apiVersions: ["*"]`, "apiVersions: [v2]", 1)},
		{name: "the scope of namespaced objects", webhook: webhookFor("operations: [CREATE]\nscope: Namespaced")},
		{name: "leaves out cluster-scoped ones", webhook: webhookFor("operations: [CREATE]\nscope: Namespaced"), object: clusterRole, wantExempt: "webhook validation.gatekeeper.sh is not asked about the CREATE of clusterroles.rbac.authorization.k8s.io"},
		{name: "and Namespaces", webhook: webhookFor("operations: [CREATE]\nscope: Namespaced"), object: shopNamespace, wantExempt: "webhook validation.gatekeeper.sh is not asked about the CREATE of namespaces"},
		{name: "a namespaceSelector that selects", webhook: with("namespaceSelector: {matchLabels: {team: shop}}")},
		{name: "one that does not", webhook: with("namespaceSelector: {matchLabels: {team: other}}"), wantExempt: "the namespaceSelector of webhook validation.gatekeeper.sh leaves namespace shop out"},
		{name: "a Namespace by its own labels", webhook: with("namespaceSelector: {matchLabels: {team: other}}"), object: shopNamespace, wantExempt: "the namespaceSelector of webhook validation.gatekeeper.sh leaves namespace shop out"},
		{name: "other cluster-scoped objects always", webhook: with("namespaceSelector: {matchLabels: {team: other}}"), object: clusterRole},
		{name: "labels that nobody knows", webhook: with("namespaceSelector: {matchLabels: {team: shop}}"), nowhere: true, wantError: "webhook validation.gatekeeper.sh selects namespaces by the label team, and Namespace shop is not in Git"},
		{name: "but the name", webhook: with("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}"), nowhere: true, wantExempt: "the namespaceSelector of webhook validation.gatekeeper.sh leaves namespace shop out"},
		{name: "and the label that Gatekeeper guards", webhook: with("namespaceSelector: {matchExpressions: [{key: admission.gatekeeper.sh/ignore, operator: DoesNotExist}]}"), nowhere: true},
		{name: "an objectSelector that selects", webhook: with("objectSelector: {matchLabels: {app: web}}")},
		{name: "one that does not", webhook: with("objectSelector: {matchLabels: {app: other}}"), wantExempt: "the objectSelector of webhook validation.gatekeeper.sh leaves it out"},
		{name: "a condition that holds", webhook: with("matchConditions: [{name: named, expression: 'object.metadata.name == \"web\"'}]")},
		{name: "one that does not", webhook: with("matchConditions: [{name: named, expression: 'request.namespace != \"shop\"'}]"), wantExempt: `the match condition "named" of webhook validation.gatekeeper.sh leaves it out`},
		{name: "one that fails", webhook: with("matchConditions: [{name: broken, expression: 'object.spec.nothing == 1'}]"), wantError: "the matchConditions of webhook validation.gatekeeper.sh cannot be evaluated"},
		{name: "one that asks who", webhook: with("matchConditions: [{name: notNodes, expression: '!(\"system:nodes\" in request.userInfo.groups)'}]"), wantError: "the matchConditions of webhook validation.gatekeeper.sh read userInfo"},
		{name: "who is said", webhook: with("matchConditions: [{name: notNodes, expression: '!(\"system:nodes\" in request.userInfo.groups)'}]"), user: &authenticationv1.UserInfo{Username: "node", Groups: []string{"system:nodes"}}, wantExempt: `the match condition "notNodes" of webhook validation.gatekeeper.sh leaves it out`},
		{name: "a subresource that is not listed", webhook: webhookFor("operations: [CONNECT]"), operation: admissionv1.Connect, wantExempt: "webhook validation.gatekeeper.sh is not asked about the CONNECT of pods/exec"},
		{name: "one that is", webhook: strings.Replace(webhookFor("operations: [CONNECT]"), `resources: ["*"]`, `resources: ["*", pods/exec]`, 1), operation: admissionv1.Connect},
		{name: "by URL", webhook: strings.Replace(with(""), "{service: {name: gatekeeper-webhook-service, namespace: gatekeeper-system, path: /v1/admit}}", `{url: "https://gatekeeper.example.test/v1/admit"}`, 1)},
		{name: "another program's is none", webhook: strings.Replace(webhookFor("operations: [CREATE]"), "/v1/admit", "/validate", 1), operation: admissionv1.Update},
		{name: "mutation alone judges nothing", webhook: strings.Replace(strings.Replace(with(""), "/v1/admit", "/v1/mutate", 1), "Validating", "Mutating", 1), wantExempt: "the cluster has no webhook that asks Gatekeeper"},
		{name: "the API server asks nobody about webhooks", webhook: with(""), object: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\n", wantExempt: "the API server asks no webhook about ValidatingWebhookConfiguration"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := load(t, documents(template("Always", always), constraint("Always", "all", ""), test.webhook))
			request := Request{Operation: test.operation, Object: one(t, strings.Replace(pod, "{name: web, namespace", "{name: web, labels: {app: web}, namespace", 1)), User: test.user}
			if test.object != "" {
				request.Object = one(t, test.object)
			}
			switch request.Operation {
			case "":
				request.Operation = admissionv1.Create
			case admissionv1.Update:
				request.OldObject = request.Object
			case admissionv1.Delete:
				request.Object, request.OldObject = nil, request.Object
			case admissionv1.Connect:
				request.Object = one(t, "{apiVersion: v1, kind: PodExecOptions, command: [sh]}")
				request.Target = &SubresourceTarget{Resource: "pods", SubResource: "exec", Namespace: "shop", Name: "web"}
			}
			namespaces := namespacesOf(t, shopNamespace)
			if test.nowhere {
				namespaces = nil
			}
			verdict := set.Review(context.Background(), namespaces, request)
			if verdict.Exempt != test.wantExempt {
				t.Errorf("exempt %q, wanted %q", verdict.Exempt, test.wantExempt)
			}
			if test.wantError == "" && verdict.Error != "" || !strings.Contains(verdict.Error, test.wantError) {
				t.Errorf("error %q, wanted %q", verdict.Error, test.wantError)
			}
			if judged := len(verdict.Results) == 1; judged != (test.wantExempt == "") {
				t.Errorf("results %v", lines(verdict))
			}
		})
	}
}

func TestOtherProgramsWebhooksAreNoPartOfTheSet(t *testing.T) {
	others := strings.Replace(with(""), "/v1/admit", "/validate", 1)
	policies := documents(template("Always", always), constraint("Always", "all", ""))
	if load(t, policies).ID != load(t, documents(policies, others)).ID {
		t.Error("the identity of the set depends on a webhook of another program")
	}
}

func TestAWebhookThatCannotBeReadIsAProblem(t *testing.T) {
	_, problems, err := Load(context.Background(), parse(t, strings.Replace(with(""), "operations: [CREATE, UPDATE, DELETE]", "operations: 7", 1)))
	if err != nil || len(problems) != 1 || problems[0].Code != CodeWebhookInvalid {
		t.Errorf("%v %+v", err, problems)
	}
}

const assignPullPolicy = `
apiVersion: mutations.gatekeeper.sh/v1
kind: Assign
metadata: {name: always-pull}
spec:
  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]
  location: "spec.containers[name:*].imagePullPolicy"
  parameters: {assign: {value: Always}}
`

const ownerLabel = `
apiVersion: mutations.gatekeeper.sh/v1beta1
kind: AssignMetadata
metadata: {name: owner}
spec:
  match: {scope: Namespaced}
  location: metadata.labels.owner
  parameters: {assign: {value: platform}}
`

const addArgument = `
apiVersion: mutations.gatekeeper.sh/v1alpha1
kind: ModifySet
metadata: {name: argument}
spec:
  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]
  location: "spec.containers[name:*].args"
  parameters: {values: {fromList: [--safe]}}
`

const mirrorImages = `
apiVersion: mutations.gatekeeper.sh/v1alpha1
kind: AssignImage
metadata: {name: mirror}
spec:
  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]
  location: "spec.containers[name:*].image"
  parameters: {assignDomain: registry.example.test}
`

const asksProvider = `
apiVersion: mutations.gatekeeper.sh/v1
kind: Assign
metadata: {name: resolve}
spec:
  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]
  location: "spec.containers[name:*].image"
  parameters: {assign: {externalData: {provider: resolver}}}
`

func mutatingWebhook(fields string) string {
	return strings.NewReplacer("Validating", "Mutating", "/v1/admit", "/v1/mutate", "validation.", "mutation.").Replace(with(fields))
}

// What Gatekeeper's mutators and the API server's defaulting make of an object, as a policy sees it.
func TestAPolicySeesWhatAdmissionMakesOfTheObject(t *testing.T) {
	const shows = `
package shows
violation contains {"msg": sprintf("%v %v %v %v %v", [c.image, c.imagePullPolicy, object.get(c, "args", []), object.get(input.review.object.metadata, ["labels", "owner"], "nobody"), object.get(c, ["resources", "requests"], {})])} if {
	some c in input.review.object.spec.containers
}
`
	const small = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers: [{name: web, image: "example.test/web:1", resources: {limits: {cpu: 1000m}}}]
`
	for _, test := range []struct {
		name      string
		policies  string
		object    string
		operation admissionv1.Operation
		want      []string
		wantError string
	}{
		{name: "defaults", want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "defaults on UPDATE", operation: admissionv1.Update, want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "of the old object on DELETE", policies: webhookFor("operations: [DELETE]"), operation: admissionv1.Delete, want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "Assign", policies: assignPullPolicy, want: []string{`example.test/web:1 Always [] nobody {"cpu": "1"}`}},
		{name: "AssignMetadata", policies: ownerLabel, want: []string{`example.test/web:1 IfNotPresent [] platform {"cpu": "1"}`}},
		{name: "ModifySet, which merges by default", policies: addArgument, want: []string{`example.test/web:1 IfNotPresent ["--safe"] nobody {"cpu": "1"}`}},
		{name: "AssignImage", policies: mirrorImages, want: []string{`registry.example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "all of them", policies: documents(assignPullPolicy, ownerLabel, addArgument, mirrorImages),
			want: []string{`registry.example.test/web:1 Always ["--safe"] platform {"cpu": "1"}`}},
		{name: "not on DELETE", policies: documents(assignPullPolicy, webhookFor("operations: [DELETE]"), mutatingWebhook("")), operation: admissionv1.Delete,
			want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "a mutator for other namespaces", policies: strings.Replace(ownerLabel, "{scope: Namespaced}", "{namespaces: [other]}", 1),
			want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "the mutating webhook selects", policies: documents(assignPullPolicy, with(""), mutatingWebhook("namespaceSelector: {matchLabels: {team: shop}}")),
			want: []string{`example.test/web:1 Always [] nobody {"cpu": "1"}`}},
		{name: "the mutating webhook leaves the namespace out", policies: documents(assignPullPolicy, with(""), mutatingWebhook("namespaceSelector: {matchLabels: {team: other}}")),
			want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "mutation is switched off", policies: documents(assignPullPolicy, with("")), want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "Config excludes the namespace from mutation", policies: documents(assignPullPolicy, config("mutation-webhook", "shop")), want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "what a mutator adds is seen by the webhook's selector", policies: documents(ownerLabel, with("objectSelector: {matchLabels: {owner: platform}}"), mutatingWebhook("")),
			want: []string{`example.test/web:1 IfNotPresent [] platform {"cpu": "1"}`}},
		{name: "a mutator that asks a provider", policies: asksProvider, want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`},
			wantError: "Assign/resolve asks the external data provider resolver, which only the cluster can reach"},
		{name: "is nothing to what it does not touch", policies: strings.Replace(asksProvider, "  applyTo", "  match: {namespaces: [other]}\n  applyTo", 1),
			want: []string{`example.test/web:1 IfNotPresent [] nobody {"cpu": "1"}`}},
		{name: "generated objects are mutated", policies: documents(expandDeployments, assignPullPolicy), object: deployment,
			want: []string{`[Implied by expand-workloads] example.test/web:1 Always [] nobody {}`}},
		{name: "by a provider, too", policies: documents(expandDeployments, asksProvider), object: deployment,
			want:      []string{`[Implied by expand-workloads] example.test/web:1 IfNotPresent [] nobody {}`},
			wantError: "Assign/resolve asks the external data provider"},
		{name: "what the API server cannot read is judged as it is written", object: strings.Replace(small, "cpu: 1000m", "cpu: [], memory: 1Gi", 1) + "  replicas: x\n",
			wantError: "the API server cannot read it as v1 Pod"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := load(t, documents(template("Shows", shows), constraint("Shows", "all", `match: {kinds: [{apiGroups: [""], kinds: [Pod]}]}`), test.policies))
			object := one(t, small)
			if test.object != "" {
				object = one(t, test.object)
			}
			request := Request{Operation: test.operation, Object: object}
			switch request.Operation {
			case "":
				request.Operation = admissionv1.Create
			case admissionv1.Update:
				request.OldObject = object
			case admissionv1.Delete:
				request.Object, request.OldObject = nil, object
			}
			verdict := set.Review(context.Background(), namespacesOf(t, shopNamespace), request)
			var got []string
			for _, result := range verdict.Results {
				got = append(got, result.Message)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("results %q, wanted %q", got, test.want)
			}
			if test.wantError == "" && verdict.Error != "" || !strings.Contains(verdict.Error, test.wantError) {
				t.Errorf("error %q, wanted %q", verdict.Error, test.wantError)
			}
		})
	}
}

func TestMutatorsThatGatekeeperRefusesAreProblems(t *testing.T) {
	for name, test := range map[string]struct{ policies, want string }{
		"no value":      {strings.Replace(assignPullPolicy, "{value: Always}", "{}", 1), "Assign always-pull is not applied, because Gatekeeper refuses it"},
		"a wrong place": {strings.Replace(ownerLabel, "metadata.labels.owner", "spec.replicas", 1), "AssignMetadata owner is not applied, because Gatekeeper refuses it"},
		"a wrong kind":  {strings.Replace(ownerLabel, "kind: AssignMetadata", "kind: AssignNothing", 1), "AssignNothing owner is not applied"},
		"a conflict": {documents(assignPullPolicy, strings.NewReplacer("always-pull", "other", "containers[name:*].imagePullPolicy", "containers.imagePullPolicy").Replace(assignPullPolicy)),
			"Assign always-pull is not applied: Assign always-pull, Assign other take the same place for different types"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := Load(context.Background(), parse(t, test.policies))
			if err != nil || len(problems) == 0 || problems[0].Code != CodeMutatorInvalid || !strings.HasPrefix(problems[0].Message, test.want) {
				t.Errorf("%v %+v", err, problems)
			}
		})
	}
}
