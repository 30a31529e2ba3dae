package policy

import (
	configv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/config/v1alpha1"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/controller/config/process"
)

const (
	// gatekeeperNamespace is where Gatekeeper runs, reads its Config and never judges.
	gatekeeperNamespace = "gatekeeper-system"
	// ignoreLabel takes a Namespace out of Gatekeeper's webhook.
	ignoreLabel = "admission.gatekeeper.sh/ignore"
)

// exemptions are the namespaces that never come to a constraint.
type exemptions struct {
	excluder *process.Excluder
}

func newExemptions() *exemptions {
	return &exemptions{excluder: process.New()}
}

func (e *exemptions) add(config *configv1alpha1.Config) {
	e.excluder.Add(config.Spec.Match)
}

// reason says why the webhook would not judge a request, "" when it would.
//
// The selector is that of Gatekeeper's chart: no Namespace with the label
// admission.gatekeeper.sh/ignore and not Gatekeeper's own. As everywhere in Kubernetes a Namespace itself
// is selected by its own labels, another cluster-scoped object always.
func (e *exemptions) reason(request Request, namespace *namespace) (string, error) {
	subject := request.subject()
	var name string
	var labels map[string]string
	switch {
	case isNamespace(subject):
		name, labels = subject.GetName(), subject.GetLabels()
	case namespace != nil:
		name, labels = namespace.object.Name, namespace.object.Labels
	}
	if _, ignored := labels[ignoreLabel]; ignored {
		return "namespace " + name + " has the label " + ignoreLabel, nil
	}
	if name == gatekeeperNamespace {
		return "Gatekeeper does not judge its own namespace " + name, nil
	}
	excluded, err := e.excluder.IsNamespaceExcluded(process.Webhook, subject)
	if err != nil {
		return "", err
	}
	if excluded {
		return "Gatekeeper's Config excludes namespace " + name + " from its webhook", nil
	}
	return "", nil
}
