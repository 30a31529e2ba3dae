package policy

import "context"

// configName is the only Config that Gatekeeper reads (gatekeeper pkg/keys).
const configName = "config"

func (l *loader) config(_ context.Context, object Object) {
	if object.Object.GetName() != configName || object.Object.GetNamespace() != gatekeeperNamespace {
		l.problem(object, CodeConfigInvalid, "Config %q in namespace %q is not read by Gatekeeper: it must be %s in namespace %s",
			object.Object.GetName(), object.Object.GetNamespace(), configName, gatekeeperNamespace)
		return
	}
	config, err := toConfig(object.Object)
	if err != nil {
		l.problem(object, CodeConfigInvalid, "Config %s cannot be read: %v", object.Object.GetName(), err)
		return
	}
	l.set.exemptions.add(config)
}
