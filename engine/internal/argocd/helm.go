package argocd

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"sigs.k8s.io/yaml"
)

// Helm is how a source renders a chart: the arguments of `helm template` (reposerver/repository, helmTemplate).
type Helm struct {
	// ReleaseName is the Application's name by default.
	ReleaseName string
	// Namespace is the destination's by default.
	Namespace string
	// KubeVersion and APIVersions are what the chart sees of the cluster; empty for the cluster's own.
	KubeVersion string
	APIVersions []string
	// ValueFiles are read in order, and Values, YAML, over them; then Parameters and last FileParameters.
	ValueFiles     []ValueFile
	IgnoreMissing  bool
	Values         []byte
	Parameters     []Parameter
	FileParameters []FileParameter
	// SkipCRDs leaves out the definitions in the chart's crds/ folders.
	SkipCRDs bool
	// SkipSchema does not hold the values against the chart's schema.
	SkipSchema bool

	given bool
}

// ValueFile is a file of a source.
type ValueFile struct {
	// Ref is the source that lends it, `$values`; empty for the chart's own source.
	Ref string
	// Path is relative to the chart, or with a leading slash to the root of its source. For one with Ref it always is
	// relative to the root.
	Path string
}

// Parameter sets one value, by Helm's syntax of --set.
type Parameter struct {
	Name, Value string
	// Text keeps the value from being read as a number or a truth value.
	Text bool
}

// FileParameter sets one value to the content of a file.
type FileParameter struct {
	Name string
	File ValueFile
}

func (s *Source) readHelm(written json.RawMessage) error {
	if len(written) == 0 || string(written) == "null" {
		return nil
	}
	var parsed struct {
		ValueFiles              []string        `json:"valueFiles"`
		ReleaseName             string          `json:"releaseName"`
		Values                  string          `json:"values"`
		ValuesObject            json.RawMessage `json:"valuesObject"`
		Version                 string          `json:"version"`
		PassCredentials         bool            `json:"passCredentials"`
		IgnoreMissingValueFiles bool            `json:"ignoreMissingValueFiles"`
		SkipCRDs                bool            `json:"skipCrds"`
		SkipTests               bool            `json:"skipTests"`
		SkipSchemaValidation    bool            `json:"skipSchemaValidation"`
		KubeVersion             string          `json:"kubeVersion"`
		APIVersions             []string        `json:"apiVersions"`
		Namespace               string          `json:"namespace"`
		Parameters              []struct {
			Name        string `json:"name"`
			Value       string `json:"value"`
			ForceString bool   `json:"forceString"`
		} `json:"parameters"`
		FileParameters []struct {
			Name string `json:"name"`
			Path string `json:"path"`
		} `json:"fileParameters"`
	}
	field := s.Field + ".helm"
	if err := json.Unmarshal(written, &parsed); err != nil {
		return fmt.Errorf("%s cannot be read: %w", field, err)
	}
	helm := Helm{
		ReleaseName: parsed.ReleaseName, Namespace: parsed.Namespace, KubeVersion: parsed.KubeVersion, APIVersions: parsed.APIVersions,
		IgnoreMissing: parsed.IgnoreMissingValueFiles, Values: []byte(parsed.Values), SkipCRDs: parsed.SkipCRDs, SkipSchema: parsed.SkipSchemaValidation,
	}
	if raw := parsed.ValuesObject; len(raw) > 0 && string(raw) != "null" {
		values, err := yaml.JSONToYAML(raw)
		if err != nil {
			return fmt.Errorf("%s.valuesObject cannot be read: %w", field, err)
		}
		helm.Values = values
	}
	for i, name := range parsed.ValueFiles {
		file, err := s.valueFile(fmt.Sprintf("%s.valueFiles[%d]", field, i), name)
		if err != nil {
			return err
		}
		helm.ValueFiles = append(helm.ValueFiles, file)
	}
	for i, parameter := range parsed.Parameters {
		value, known := s.environment.Substitute(parameter.Value)
		if !known {
			s.Unread = append(s.Unread, fmt.Sprintf("%s.parameters[%d]", field, i))
		}
		helm.Parameters = append(helm.Parameters, Parameter{parameter.Name, value, parameter.ForceString})
	}
	for i, parameter := range parsed.FileParameters {
		file, err := s.valueFile(fmt.Sprintf("%s.fileParameters[%d].path", field, i), parameter.Path)
		if err != nil {
			return err
		}
		helm.FileParameters = append(helm.FileParameters, FileParameter{parameter.Name, file})
	}
	// As ApplicationSourceHelm.IsZero.
	helm.given = parsed.Version != "" || parsed.ReleaseName != "" || len(parsed.ValueFiles)+len(parsed.Parameters)+len(parsed.FileParameters) > 0 ||
		len(helm.Values) > 0 || parsed.PassCredentials || parsed.IgnoreMissingValueFiles || parsed.SkipCRDs || parsed.SkipTests ||
		parsed.SkipSchemaValidation || parsed.KubeVersion != "" || len(parsed.APIVersions) > 0 || parsed.Namespace != ""
	s.Helm = helm
	return nil
}

// valueFile reads the name of a file. One on the internet is not read: what is in it is nowhere in Git.
func (s *Source) valueFile(field, name string) (ValueFile, error) {
	ref, rest := "", name
	if strings.HasPrefix(name, "$") {
		if first, path, found := strings.Cut(name, "/"); found {
			ref, rest = first, path
		}
	}
	// Only a name that a source has is that of a reference; else it is a variable. Who asks knows the sources.
	substituted, known := s.environment.Substitute(rest)
	if ref != "" {
		if _, variable := s.environment[strings.Trim(ref, "${}")]; variable || strings.HasPrefix(ref, "${") || strings.HasPrefix(ref, "$ARGOCD_APP_") {
			ref = ""
			substituted, known = s.environment.Substitute(name)
		}
	}
	if !known {
		s.Unread = append(s.Unread, field)
	}
	if parsed, err := url.Parse(substituted); ref == "" && err == nil && parsed.Scheme != "" {
		s.Unread = append(s.Unread, field)
	}
	return ValueFile{Ref: ref, Path: substituted}, nil
}

// ChartAddress is where a chart that is in no Git repository comes from, as Flux writes it: a registry of OCI artifacts
// with its scheme.
func (s Source) ChartAddress() string {
	if strings.Contains(s.Address, "://") {
		return s.Address
	}
	return "oci://" + s.Address
}
