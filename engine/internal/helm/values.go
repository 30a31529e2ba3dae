package helm

import (
	"encoding/base64"
	"strings"

	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/strvals"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Lookup returns an object that Git holds, for instance a ConfigMap or a HelmRepository; nil when it does not.
type Lookup func(kind, namespace, name string) *unstructured.Unstructured

// valuesReference is one entry of spec.valuesFrom.
type valuesReference struct {
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	ValuesKey  string `json:"valuesKey"`
	TargetPath string `json:"targetPath"`
	Optional   bool   `json:"optional"`
	Literal    bool   `json:"literal"`
}

func (r valuesReference) key() string {
	if r.ValuesKey == "" {
		return "values.yaml"
	}
	return r.ValuesKey
}

// givenValues are what a release gives its chart, before anything is merged.
type givenValues struct {
	inline map[string]interface{}
	// referenced are those of spec.valuesFrom that are there, in order.
	referenced []referencedSource
}

type referencedSource struct {
	valuesReference
	// data is what the key holds, values what it says; nil with a targetPath.
	data   string
	values map[string]interface{}
}

func readValues(r *release, lookup Lookup) (*givenValues, error) {
	inline, err := inlineValues(r)
	if err != nil {
		return nil, err
	}
	given := &givenValues{inline: inline}
	for _, reference := range r.Spec.ValuesFrom {
		data, found, err := referencedValues(r, reference, lookup)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		source := referencedSource{valuesReference: reference, data: data}
		if reference.TargetPath == "" {
			if source.values, err = chartutil.ReadValues([]byte(data)); err != nil {
				return nil, failure(CodeValuesInvalid, "HelmRelease %s: the values in %s %s, key %s, are not YAML: %v",
					r, reference.Kind, reference.Name, reference.key(), err)
			}
		}
		given.referenced = append(given.referenced, source)
	}
	return given, nil
}

// compose merges in order the values that valuesFrom refers to, then the inline values over them; an entry with a
// targetPath goes over both. It is fluxcd/pkg/chartutil, ChartValuesFromReferences, step by step, because its result
// depends on which maps the merged ones share. What is given stays as it is.
func (g *givenValues) compose(r *release) (map[string]interface{}, error) {
	inline := copyMap(g.inline)
	result := map[string]interface{}{}
	for _, source := range g.referenced {
		if source.TargetPath == "" {
			result = mergeMaps(result, copyMap(source.values))
			continue
		}
		result = mergeMaps(result, inline)
		if err := setPath(result, source.valuesReference, source.data); err != nil {
			return nil, failure(CodeValuesInvalid, "HelmRelease %s: the value of %s %s, key %s, cannot be set at targetPath %q: %v",
				r, source.Kind, source.Name, source.key(), source.TargetPath, err)
		}
	}
	return mergeMaps(result, inline), nil
}

func composeValues(r *release, lookup Lookup) (map[string]interface{}, error) {
	given, err := readValues(r, lookup)
	if err != nil {
		return nil, err
	}
	return given.compose(r)
}

// inlineValues reads spec.values as helm-controller does: every number becomes a float.
func inlineValues(r *release) (map[string]interface{}, error) {
	values := map[string]interface{}{}
	if len(r.Spec.Values) == 0 {
		return values, nil
	}
	if err := yaml.Unmarshal(r.Spec.Values, &values); err != nil {
		return nil, failure(CodeValuesInvalid, "HelmRelease %s: spec.values is no mapping: %v", r, err)
	}
	return values, nil
}

func referencedValues(r *release, reference valuesReference, lookup Lookup) (data string, found bool, err error) {
	if reference.Kind != "ConfigMap" && reference.Kind != "Secret" {
		return "", false, failure(CodeReleaseInvalid, "HelmRelease %s: spec.valuesFrom has the kind %q; it must be ConfigMap or Secret", r, reference.Kind)
	}
	object := lookup(reference.Kind, r.Metadata.Namespace, reference.Name)
	if object == nil && reference.Optional {
		// The release says that it is complete without it.
		return "", false, nil
	}
	if object == nil {
		return "", false, unknown(CodeValuesUnavailable,
			"HelmRelease %s takes values from %s %s/%s, which is not in Git: its values are known in the cluster only",
			r, reference.Kind, r.Metadata.Namespace, reference.Name)
	}
	if _, encrypted := object.Object["sops"]; encrypted {
		return "", false, unknown(CodeValuesUnavailable,
			"HelmRelease %s takes values from %s %s/%s, which is encrypted in Git: its values are known in the cluster only",
			r, reference.Kind, r.Metadata.Namespace, reference.Name)
	}
	data, found, err = dataOf(object, reference.key())
	if err != nil {
		return "", false, failure(CodeValuesInvalid, "HelmRelease %s: %s %s/%s, key %s: %v",
			r, reference.Kind, r.Metadata.Namespace, reference.Name, reference.key(), err)
	}
	if !found && !reference.Optional {
		return "", false, failure(CodeValuesInvalid, "HelmRelease %s: %s %s/%s has no key %q: add it, or set valuesKey or optional",
			r, reference.Kind, r.Metadata.Namespace, reference.Name, reference.key())
	}
	return data, found, nil
}

func dataOf(object *unstructured.Unstructured, key string) (string, bool, error) {
	if object.GetKind() == "Secret" {
		if text, found, err := unstructured.NestedString(object.Object, "stringData", key); found || err != nil {
			return text, found, err
		}
		encoded, found, err := unstructured.NestedString(object.Object, "data", key)
		if err != nil || !found {
			return "", false, err
		}
		decoded, err := base64.StdEncoding.DecodeString(encoded)
		return string(decoded), true, err
	}
	if text, found, err := unstructured.NestedString(object.Object, "data", key); found || err != nil {
		return text, found, err
	}
	return "", false, nil
}

// setPath sets one value as `--set` does, as `--set-string` when it is quoted, verbatim when it is literal.
func setPath(values map[string]interface{}, reference valuesReference, value string) error {
	if reference.Literal {
		escaped := strings.NewReplacer(`\`, `\\`, `,`, `\,`, `[`, `\[`, `]`, `\]`, `{`, `\{`, `}`, `\}`).Replace(value)
		return strvals.ParseIntoString(reference.TargetPath+"="+escaped, values)
	}
	for _, quote := range []string{`'`, `"`} {
		if strings.HasPrefix(value, quote) && strings.HasSuffix(value, quote) {
			return strvals.ParseIntoString(reference.TargetPath+"="+strings.Trim(value, `'"`), values)
		}
	}
	return strvals.ParseInto(reference.TargetPath+"="+value, values)
}

// mergeMaps lays b over a; maps merge, everything else of b wins, null too.
func mergeMaps(a, b map[string]interface{}) map[string]interface{} {
	merged := make(map[string]interface{}, len(a)+len(b))
	for key, value := range a {
		merged[key] = value
	}
	for key, value := range b {
		if over, ok := value.(map[string]interface{}); ok {
			if under, ok := merged[key].(map[string]interface{}); ok {
				merged[key] = mergeMaps(under, over)
				continue
			}
		}
		merged[key] = value
	}
	return merged
}
