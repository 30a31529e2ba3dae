package helm

import (
	"context"
	"strings"
	"testing"
)

const podAndHook = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: apps}
spec: {containers: [{name: web, image: "nginx:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: before, namespace: apps, annotations: {helm.sh/hook: pre-install}}
spec: {containers: [{name: web, image: "nginx:1"}]}
`

const twoRenderers = `
commonMetadata: {labels: {team: shop, helm.toolkit.fluxcd.io/name: mine}}
postRenderers:
  - kustomize: {images: [{name: nginx, newTag: "2"}]}
  - kustomize:
      patches:
        - target: {kind: Pod}
          patch: '[{"op": "test", "path": "/spec/containers/0/image", "value": "nginx:2"}, {"op": "replace", "path": "/spec/containers/0/image", "value": "nginx:3"}]'
`

// What each strategy sends to post-renderers; the expectations follow helm-controller internal/action/post_render.go and
// internal/postrender/build.go: renderers in order, then commonMetadata, then the controller's own labels over those.
func TestPostRenderStrategies(t *testing.T) {
	const without, with = "nginx:1 team= name=", "nginx:3 team=shop name=web"
	for _, test := range []struct {
		name, spec   string
		combined     bool
		object, hook string
	}{
		{"before Flux 2.9 no hooks", "", false, with, without},
		{"since Flux 2.9 hooks along with the rest", "", true, with, with},
		{"no hooks, said", "postRenderStrategy: nohooks", true, with, without},
		{"combined, said", "postRenderStrategy: combined", false, with, with},
		{"each by themselves", "postRenderStrategy: separate", false, with, with},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := inputs(web(map[string]string{"charts/web/templates/config.yaml": podAndHook}))
			in.PostRenderHooks = test.combined
			for _, each := range rendered(t, releaseOf(t, test.spec+twoRenderers), in) {
				containers := each.Object["spec"].(map[string]interface{})["containers"].([]interface{})
				got := containers[0].(map[string]interface{})["image"].(string) + " team=" + each.GetLabels()["team"] + " name=" + each.GetLabels()["helm.toolkit.fluxcd.io/name"]
				want := test.object
				if each.Hook {
					want = test.hook
				}
				if got != want {
					t.Errorf("%s: %q, wanted %q", each.GetName(), got, want)
				}
				if managed := each.GetLabels()["app.kubernetes.io/managed-by"]; (managed == "Helm") == each.Hook {
					t.Errorf("%s: managed by %q", each.GetName(), managed)
				}
			}
		})
	}
}

func TestAHookThatIsATemplateToo(t *testing.T) {
	both := strings.ReplaceAll(podAndHook, "name: before", "name: web")
	for strategy, fails := range map[string]string{
		"combined": "HelmRelease apps/web renders Pod web twice, in web/templates/config.yaml and in web/templates/config.yaml, which the controller refuses: set spec.postRenderStrategy: separate",
		"separate": "", "nohooks": "",
	} {
		objects, problems := Render(context.Background(), releaseOf(t, "postRenderStrategy: "+strategy), inputs(web(map[string]string{"charts/web/templates/config.yaml": both})))
		switch {
		case fails == "" && (len(problems) > 0 || len(objects) != 2):
			t.Errorf("%s: %d objects, %+v", strategy, len(objects), problems)
		case fails != "" && (len(problems) != 1 || problems[0].Message != fails || problems[0].Code != CodePostRenderFailed):
			t.Errorf("%s: %+v", strategy, problems)
		}
	}
}

// What a patch renames keeps its template, and what it deletes is gone.
func TestPostRenderersKnowTheTemplate(t *testing.T) {
	objects := rendered(t, releaseOf(t, `
postRenderers:
  - kustomize:
      patches:
        - {target: {kind: Pod, name: web}, patch: '[{"op": "replace", "path": "/metadata/name", "value": "other"}]'}
        - patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, $patch: delete}'
`), inputs(web(map[string]string{"charts/web/templates/pod.yaml": podAndHook})))
	if got := strings.Join(names(objects), ", "); got != "Pod apps/other, Pod apps/before (hook)" || objects[0].Template != "web/templates/pod.yaml" {
		t.Errorf("%s of %s", got, objects[0].Template)
	}
}
