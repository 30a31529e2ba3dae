package render

import (
	"context"
	"encoding/base64"
	"fmt"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// variables are what spec.postBuild gives to a Kustomization, as far as Git knows.
type variables struct {
	// objects are the ConfigMaps and Secrets of substituteFrom by `Kind/name`.
	objects map[string]map[string]string
	// required are references to objects that Git does not have and the cluster must.
	required []string
	// optional are references that may as well be absent from the cluster.
	optional []string
	// secret are the names of variables whose value comes, or could come, from a Secret.
	secret map[string]bool
	// from are the objects that the values come from, by variable.
	from map[string]*object
}

// variablesOf looks up what spec.postBuild.substituteFrom names. What SOPS encrypts, only the cluster knows.
func variablesOf(item kustomization, find func(key) *object) variables {
	result := variables{objects: map[string]map[string]string{}, secret: map[string]bool{}, from: map[string]*object{}}
	entries, _, _ := unstructured.NestedSlice(item.Object, "spec", "postBuild", "substituteFrom")
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		kind, _ := fields["kind"].(string)
		name, _ := fields["name"].(string)
		optional, _ := fields["optional"].(bool)
		found := find(key{"", kind, item.GetNamespace(), name})
		switch reference := fmt.Sprintf("%s/%s/%s", kind, item.GetNamespace(), name); {
		case found != nil && !found.Encrypted:
			result.objects[kind+"/"+name] = dataOf(found.parsed)
			for variable := range result.objects[kind+"/"+name] {
				result.from[variable] = found
				if found.secret {
					result.secret[variable] = true
				}
			}
		case found != nil:
			result.required = append(result.required, reference+" (encrypted)")
		case optional:
			result.optional = append(result.optional, reference)
		default:
			result.required = append(result.required, reference)
		}
	}
	return result
}

// dataOf is the data of a ConfigMap or Secret as the API server will hold it.
func dataOf(item *unstructured.Unstructured) map[string]string {
	data, _, _ := unstructured.NestedStringMap(item.Object, "data")
	result := map[string]string{}
	for name, value := range data {
		if item.GetKind() == "Secret" {
			decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
			if err != nil {
				continue
			}
			value = string(decoded)
		}
		result[name] = value
	}
	if item.GetKind() == "Secret" {
		plain, _, _ := unstructured.NestedStringMap(item.Object, "stringData")
		for name, value := range plain {
			result[name] = value
		}
	}
	return result
}

// cacheKey tells two sets of values apart, as far as they matter to a build that uses these names.
func (v variables) cacheKey(used map[string]bool) string {
	var parts []string
	for reference, data := range v.objects {
		for name, value := range data {
			if used[name] {
				parts = append(parts, fmt.Sprintf("%s\x00%s\x00%s", reference, name, value))
			}
		}
		// Whether there is any variable at all decides whether substitution runs.
		parts = append(parts, fmt.Sprintf("%s %t", reference, len(data) > 0))
	}
	sort.Strings(parts)
	return strings.Join(append(append(parts, v.required...), v.optional...), "\x01")
}

// values are the variables that have a value: substituteFrom in its order, then the inline ones.
func (v variables) values(item kustomization) map[string]bool {
	known := map[string]bool{}
	for _, data := range v.objects {
		for name := range data {
			known[name] = true
		}
	}
	inline, _, _ := unstructured.NestedStringMap(item.Object, "spec", "postBuild", "substitute")
	for name := range inline {
		known[name] = true
	}
	return known
}

// cluster answers Flux's SubstituteVariables, which reads ConfigMaps and Secrets from the API server, from what Git has.
// An object that Git does not have gives the variables that are kept as they are written, for the defaults of others, in
// which nothing can be escaped; else a required one is empty.
type clusterClient struct {
	client.Client
	variables variables
	kept      []string
}

func (c clusterClient) Get(_ context.Context, name client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	switch target := into.(type) {
	case *corev1.ConfigMap:
		data, found := c.data("ConfigMap", name)
		if !found {
			return notFound("configmaps", name.Name)
		}
		target.Data = data
	case *corev1.Secret:
		data, found := c.data("Secret", name)
		if !found {
			return notFound("secrets", name.Name)
		}
		target.Data = map[string][]byte{}
		for key, value := range data {
			target.Data[key] = []byte(value)
		}
	default:
		return fmt.Errorf("substitution read a %T", into)
	}
	return nil
}

func (c clusterClient) data(kind string, name client.ObjectKey) (map[string]string, bool) {
	if data, found := c.variables.objects[kind+"/"+name.Name]; found {
		return data, true
	}
	data := map[string]string{}
	for _, variable := range c.kept {
		data[variable] = "${" + variable + "}"
	}
	return data, len(data) > 0 || c.isRequired(kind+"/"+name.String())
}

func (c clusterClient) isRequired(reference string) bool {
	for _, required := range c.variables.required {
		if strings.TrimSuffix(required, " (encrypted)") == reference {
			return true
		}
	}
	return false
}

func notFound(resource, name string) error {
	return apierrors.NewNotFound(schema.GroupResource{Resource: resource}, name)
}
