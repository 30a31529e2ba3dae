package differential

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/policy"
)

// scenario is a cluster's policies and Namespaces, and requests to it.
type scenario struct {
	policies, namespaces []*unstructured.Unstructured
	requests             []policy.Request
	// text is what was generated, for who has to find out.
	text string
}

// plurals are the resources of the kinds that occur.
var plurals = map[string]string{
	"Pod": "pods", "Deployment": "deployments", "CronJob": "cronjobs", "Service": "services", "ConfigMap": "configmaps",
	"Namespace": "namespaces", "ClusterRole": "clusterroles", "Widget": "widgets",
}

type generator struct {
	*rand.Rand
	t *testing.T
}

func generate(t *testing.T, seed int64) scenario {
	own := &generator{rand.New(rand.NewSource(seed)), t}
	// Upstream's CEL driver empties the object of a DELETE in the request that the Rego driver is given too, or was: what
	// the other sees depends on the order of a map (pkg/drivers/k8scel/driver.go, Query).
	deletes := own.Intn(2) == 0
	var documents []string
	kinds := []string{"Sees", "OnlySome", "Labelled"}
	documents = append(documents, sees, fmt.Sprintf(onlySome, own.list("CREATE", "UPDATE", "DELETE", "CONNECT")), labelled, widgets)
	if !deletes {
		kinds = append(kinds, "InCel")
		documents = append(documents, inCEL)
	}
	for index := range 4 + own.Intn(8) {
		documents = append(documents, own.constraint(own.one(kinds...), index))
	}
	if own.Intn(2) == 0 {
		documents = append(documents, own.config())
	}
	for _, expansion := range expansions {
		if own.Intn(3) > 0 {
			documents = append(documents, expansion+"\n  enforcementAction: "+own.one(`""`, "deny", "warn", "dryrun"))
		}
	}
	for index := range own.Intn(5) {
		documents = append(documents, own.mutator(index))
	}
	made := scenario{text: strings.Join(documents, "\n---\n")}
	for _, document := range documents {
		made.policies = append(made.policies, own.object(document))
	}
	for index, name := range namespaceNames {
		made.namespaces = append(made.namespaces, own.object(fmt.Sprintf(
			"{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {kubernetes.io/metadata.name: %s, team: %s}}}", name, name, teams[index%len(teams)])))
	}
	for index := range 12 {
		made.requests = append(made.requests, own.request(index, deletes))
	}
	return made
}

var (
	namespaceNames = []string{"shop", "shop-test", "payments", "kube-tools"}
	teams          = []string{"blue", "green"}
)

func (g *generator) one(of ...string) string { return of[g.Intn(len(of))] }

// list is some of them, at least one, as YAML.
func (g *generator) list(of ...string) string {
	var chosen []string
	for _, index := range g.Perm(len(of))[:1+g.Intn(len(of))] {
		chosen = append(chosen, `"`+of[index]+`"`)
	}
	return "[" + strings.Join(chosen, ", ") + "]"
}

func (g *generator) object(document string) *unstructured.Unstructured {
	g.t.Helper()
	content := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(document), &content); err != nil {
		g.t.Fatalf("%v in\n%s", err, document)
	}
	object := &unstructured.Unstructured{}
	data, err := yaml.YAMLToJSON([]byte(document))
	if err == nil {
		// Whole numbers stay whole.
		err = object.UnmarshalJSON(data)
	}
	if err != nil {
		g.t.Fatalf("%v in\n%s", err, document)
	}
	return object
}

func (g *generator) constraint(kind string, index int) string {
	spec := []string{"match: " + g.match(true), g.enforcement()}
	if g.Intn(2) == 0 && kind != "InCel" {
		spec = append(spec, fmt.Sprintf("parameters: {message: m%d, number: %d, ratio: %d.5}", g.Intn(2), g.Intn(5), g.Intn(3)))
	}
	return fmt.Sprintf("apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: %s\nmetadata: {name: c%d}\nspec:\n  %s\n",
		kind, index, strings.Join(spec, "\n  "))
}

// match draws each criterion in one of three.
func (g *generator) match(kinds bool) string {
	var criteria []string
	add := func(text string) {
		if g.Intn(3) == 0 {
			criteria = append(criteria, text)
		}
	}
	if kinds {
		add(fmt.Sprintf("kinds: [{apiGroups: %s, kinds: %s}]", g.list("", "apps", "batch", "*", "example.test"),
			g.list("Pod", "Deployment", "CronJob", "Service", "Namespace", "ClusterRole", "Widget", "*", "PodExecOptions")))
	} else {
		add(fmt.Sprintf("kinds: [{apiGroups: [\"*\"], kinds: %s}]", g.list("Pod", "Deployment", "*")))
	}
	add("scope: " + g.one("'*'", "Namespaced", "Cluster"))
	add("source: " + g.one("All", "Original", "Generated"))
	add("namespaces: " + g.list("shop", "shop-*", "*-tools", "payments", "nowhere"))
	add("excludedNamespaces: " + g.list("shop", "shop-*", "*-tools", "kube-*"))
	add("name: " + g.one("web", "w*", "'*b'", "other"))
	add("labelSelector: " + g.selector("app", "web", "api"))
	add("namespaceSelector: " + g.selector("team", teams...))
	return "{" + strings.Join(criteria, ", ") + "}"
}

func (g *generator) selector(key string, values ...string) string {
	switch g.Intn(4) {
	case 0:
		return fmt.Sprintf("{matchLabels: {%s: %s}}", key, g.one(values...))
	case 1:
		return fmt.Sprintf("{matchExpressions: [{key: %s, operator: %s, values: %s}]}", key, g.one("In", "NotIn"), g.list(values...))
	case 2:
		return fmt.Sprintf("{matchExpressions: [{key: %s, operator: %s}]}", g.one(key, "nothing"), g.one("Exists", "DoesNotExist"))
	default:
		return "{}"
	}
}

func (g *generator) enforcement() string {
	if g.Intn(2) == 0 {
		return "enforcementAction: " + g.one("deny", "warn", "dryrun")
	}
	if g.Intn(3) == 0 {
		return "# no action says deny"
	}
	var scoped []string
	for range 1 + g.Intn(3) {
		scoped = append(scoped, fmt.Sprintf("{action: %s, enforcementPoints: [{name: %s}, {name: %s}]}", g.one("deny", "warn", "dryrun"),
			g.one("'*'", "validation.gatekeeper.sh", "audit.gatekeeper.sh"), g.one("audit.gatekeeper.sh", "gator.gatekeeper.sh", "vap.k8s.io")))
	}
	return "enforcementAction: scoped\n  scopedEnforcementActions: [" + strings.Join(scoped, ", ") + "]"
}

func (g *generator) config() string {
	var entries []string
	for range 1 + g.Intn(2) {
		entries = append(entries, fmt.Sprintf("{processes: %s, excludedNamespaces: %s}",
			g.list("webhook", "mutation-webhook", "audit", "sync", "*"), g.list("shop", "shop-*", "payments", "nowhere")))
	}
	return "apiVersion: config.gatekeeper.sh/v1alpha1\nkind: Config\nmetadata: {name: config, namespace: gatekeeper-system}\nspec: {match: [" +
		strings.Join(entries, ", ") + "]}"
}

func (g *generator) mutator(index int) string {
	head := func(version, kind string) string {
		return fmt.Sprintf("apiVersion: mutations.gatekeeper.sh/%s\nkind: %s\nmetadata: {name: m%d}\nspec:\n  match: %s\n", version, kind, index, g.match(false))
	}
	pods := `  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]` + "\n"
	switch g.Intn(4) {
	case 0:
		return head(g.one("v1", "v1beta1", "v1alpha1"), "AssignMetadata") +
			fmt.Sprintf("  location: metadata.%s.m%d\n  parameters: {assign: {value: by-%d}}\n", g.one("labels", "annotations"), g.Intn(3), index)
	case 1:
		return head(g.one("v1", "v1beta1", "v1alpha1"), "Assign") + pods +
			fmt.Sprintf("  location: \"spec.containers[name:%s].imagePullPolicy\"\n  parameters: {assign: {value: %s}}\n", g.one("*", "web"), g.one("Always", "Never"))
	case 2:
		return head(g.one("v1", "v1beta1", "v1alpha1"), "ModifySet") + pods +
			fmt.Sprintf("  location: 'spec.containers[name: *].args'\n  parameters: {operation: %s, values: {fromList: [--a%d]}}\n", g.one("merge", "prune"), g.Intn(3))
	default:
		return head("v1alpha1", "AssignImage") + pods +
			"  location: 'spec.containers[name:*].image'\n  parameters: {assignDomain: mirror.example.test}\n"
	}
}

func (g *generator) request(index int, deletes bool) policy.Request {
	operations := []admissionv1.Operation{admissionv1.Create, admissionv1.Create, admissionv1.Update, admissionv1.Update, admissionv1.Connect}
	if deletes {
		operations = append(operations, admissionv1.Delete, admissionv1.Delete)
	}
	request := policy.Request{
		ID: fmt.Sprintf("request-%d", index), Operation: operations[g.Intn(len(operations))],
		User: &authenticationv1.UserInfo{Username: g.one("flux", "mallory"), Groups: []string{"system:authenticated"}},
	}
	kind, name, namespace := g.one("Pod", "Pod", "Deployment", "CronJob", "Service", "ConfigMap", "Namespace", "ClusterRole", "Widget"), g.one("web", "api", "grub"), g.one(namespaceNames...)
	if kind == "Namespace" {
		name = namespace
	}
	switch request.Operation {
	case admissionv1.Connect:
		request.Object = g.object(`{apiVersion: v1, kind: PodExecOptions, command: [sh], stdin: true}`)
		request.Target = &policy.SubresourceTarget{Resource: "pods", SubResource: "exec", Namespace: namespace, Name: name}
	case admissionv1.Delete:
		request.OldObject = g.subject(kind, name, namespace)
	case admissionv1.Update:
		request.OldObject = g.subject(kind, name, namespace)
		fallthrough
	default:
		request.Object = g.subject(kind, name, namespace)
	}
	return request
}

func (g *generator) subject(kind, name, namespace string) *unstructured.Unstructured {
	metadata := fmt.Sprintf("{name: %s, namespace: %s, labels: {app: %s}, annotations: {number: \"%d\"}}", name, namespace, g.one("web", "api"), g.Intn(100))
	containers := fmt.Sprintf("[{name: web, image: \"%s\", args: %s, ports: [{containerPort: %d}], resources: {limits: {cpu: %dm}}}]",
		g.one("registry.example.test/web:1", "busybox"), g.list("--a0", "--a1", "--b"), 8000+g.Intn(99), 100*g.Intn(20))
	template := fmt.Sprintf("{metadata: {labels: {app: %s}}, spec: {restartPolicy: %s, containers: %s}}", g.one("web", "api"), map[string]string{"CronJob": "Never"}[kind], containers)
	switch kind {
	case "Pod":
		return g.object(fmt.Sprintf("apiVersion: v1\nkind: Pod\nmetadata: %s\nspec: {hostNetwork: %t, containers: %s}", metadata, g.Intn(2) == 0, containers))
	case "Deployment":
		return g.object(fmt.Sprintf("apiVersion: apps/v1\nkind: Deployment\nmetadata: %s\nspec: {replicas: %d, selector: {matchLabels: {app: web}}, template: %s}",
			metadata, g.Intn(4), strings.Replace(template, "restartPolicy: , ", "", 1)))
	case "CronJob":
		return g.object(fmt.Sprintf("apiVersion: batch/v1\nkind: CronJob\nmetadata: %s\nspec: {schedule: '0 3 * * *', jobTemplate: {spec: {template: %s}}}", metadata, template))
	case "Service":
		return g.object(fmt.Sprintf("apiVersion: v1\nkind: Service\nmetadata: %s\nspec: {selector: {app: web}, ports: [{port: %d}]}", metadata, 80+g.Intn(9)))
	case "ConfigMap":
		return g.object(fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: %s\ndata: {a: \"%d\"}", metadata, g.Intn(9)))
	case "Widget":
		return g.object(fmt.Sprintf("apiVersion: example.test/v1\nkind: Widget\nmetadata: %s\nspec: {size: %d, ratio: %d.25, none: null}", metadata, g.Intn(9), g.Intn(9)))
	case "Namespace":
		return g.object(fmt.Sprintf("apiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {kubernetes.io/metadata.name: %s, team: %s, app: web}}", name, name, g.one(teams...)))
	default:
		return g.object(fmt.Sprintf("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: %s, labels: {app: %s}}\nrules: [{apiGroups: [\"\"], resources: [pods], verbs: %s}]",
			name, g.one("web", "api"), g.list("get", "list", "*")))
	}
}

const parametersSchema = `{openAPIV3Schema: {type: object, properties: {message: {type: string, default: found}, number: {type: integer}, ratio: {type: number}}}}`

// sees shows all that a policy is given.
const sees = `
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: sees}
spec:
  crd: {spec: {names: {kind: Sees}, validation: ` + parametersSchema + `}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: Rego
          source:
            version: v1
            rego: |
              package sees
              violation contains {"msg": json.marshal(input), "details": {"name": input.review.name}}
`

// onlySome is asked about some operations.
const onlySome = `
apiVersion: templates.gatekeeper.sh/v1beta1
kind: ConstraintTemplate
metadata: {name: onlysome}
spec:
  crd: {spec: {names: {kind: OnlySome}, validation: ` + parametersSchema + `}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      operations: %s
      rego: |
        package onlysome
        violation[{"msg": msg}] { msg := sprintf("%%v of %%v by %%v", [input.review.operation, input.review.kind.kind, input.review.userInfo.username]) }
        violation[{"msg": msg}] { msg := sprintf("%%v again", [input.parameters]) }
`

// labelled violates on some objects, and reads their Namespace.
const labelled = `
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: labelled}
spec:
  crd: {spec: {names: {kind: Labelled}, validation: ` + parametersSchema + `}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: Rego
          source:
            version: v1
            libs:
              - |
                package lib.labels
                of(object) := object.metadata.labels
            rego: |
              package labelled
              import data.lib.labels
              violation contains {"msg": sprintf("%v in %v", [labels.of(input.review.object), input.review.namespaceObject.metadata.labels])} if {
                labels.of(input.review.object).app == "web"
              }
              violation contains {"msg": sprintf("was %v", [labels.of(input.review.oldObject)])}
`

const inCEL = `
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: incel}
spec:
  crd: {spec: {names: {kind: InCel}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: K8sNativeValidation
          source:
            variables: [{name: team, expression: 'namespaceObject == null ? "none" : namespaceObject.metadata.labels["team"]'}]
            validations:
              - expression: 'request.operation == "CONNECT" || !has(object.metadata.labels) || object.metadata.labels["app"] != "web"'
                messageExpression: '"CEL: " + request.operation + " by " + request.userInfo.username + " in " + variables.team'
`

const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test}
spec: {group: example.test, names: {kind: Widget, plural: widgets}, scope: Namespaced}
`

var expansions = []string{`
apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: expand-workloads}
spec:
  applyTo: [{groups: [apps], versions: [v1], kinds: [Deployment]}]
  templateSource: spec.template
  generatedGVK: {group: "", version: v1, kind: Pod}`, `
apiVersion: expansion.gatekeeper.sh/v1alpha1
kind: ExpansionTemplate
metadata: {name: expand-cronjobs}
spec:
  applyTo: [{groups: [batch], versions: [v1], kinds: [CronJob]}]
  templateSource: spec.jobTemplate.spec.template
  generatedGVK: {group: "", version: v1, kind: Pod}`,
}
