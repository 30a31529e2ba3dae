package helm

import (
	"fmt"

	"fleetkeep.dev/engine/internal/protocol"
)

// Problem says why a release is not, or not completely, rendered.
type Problem struct {
	// Code is stable and kebab-case, see the Code constants.
	Code string
	// Message says what is wrong, with the value, and how to fix it.
	Message string
	// Unknown is true when something outside of Git decides; otherwise the release would fail in the
	// cluster, too.
	Unknown bool
	// Missing is what would have to be fetched; empty where nothing can be.
	Missing []protocol.Artifact
	// Remedy is nil where neither a copy nor a network would help.
	Remedy *protocol.Remedy
}

// Codes of the problems of a release.
const (
	// CodeReleaseInvalid: the HelmRelease itself does not say what it must.
	CodeReleaseInvalid = "release-invalid"
	// CodeChartUnavailable: the chart, or a chart that it depends on, is not in Git.
	CodeChartUnavailable = "chart-unavailable"
	// CodeChartInvalid: the chart cannot be loaded or installed.
	CodeChartInvalid = "chart-invalid"
	// CodeValuesUnavailable: a ConfigMap or Secret of valuesFrom is not in Git, or is encrypted there.
	CodeValuesUnavailable = "values-unavailable"
	// CodeValuesInvalid: values do not parse, do not merge or do not fit the chart's schema.
	CodeValuesInvalid = "values-invalid"
	// CodeSchemaRemote: the chart's schema refers to a document outside of the chart.
	CodeSchemaRemote = "values-schema-remote"
	// CodeTemplateFailed: a template of the chart fails.
	CodeTemplateFailed = "template-failed"
	// CodePostRenderFailed: a post-renderer fails.
	CodePostRenderFailed = "post-render-failed"
	// CodeTooLarge: the chart or what it renders is larger than the limit.
	CodeTooLarge = "too-large"
	// CodeTimeout: rendering takes longer than the limit.
	CodeTimeout = "timeout"
)

// Error makes a Problem usable as an error within the package.
func (p *Problem) Error() string { return p.Message }

func failure(code, format string, args ...any) *Problem {
	return &Problem{Code: code, Message: fmt.Sprintf(format, args...)}
}

func unknown(code, format string, args ...any) *Problem {
	return &Problem{Code: code, Message: fmt.Sprintf(format, args...), Unknown: true}
}
