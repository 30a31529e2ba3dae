package server

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"

	"fleetkeep.dev/test/terraform/provider/internal/answers"
)

func failed(summary string, err error) []*tfprotov5.Diagnostic {
	return []*tfprotov5.Diagnostic{{Severity: tfprotov5.DiagnosticSeverityError, Summary: summary, Detail: err.Error()}}
}

func unknownType(kind, typeName string) []*tfprotov5.Diagnostic {
	return failed("No such "+kind, fmt.Errorf("the schema that is served has no %s %q", kind, typeName))
}

// toldError is the first failure that a test told, if any.
func toldError(told []answers.Answer) []*tfprotov5.Diagnostic {
	for _, answer := range told {
		if answer.Error != "" {
			return []*tfprotov5.Diagnostic{{Severity: tfprotov5.DiagnosticSeverityError, Summary: answer.Error}}
		}
	}
	return nil
}
