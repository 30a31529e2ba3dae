package argocd

import (
	"maps"
	"os"
	"strings"
)

// Environment are the variables that Argo CD fills into some fields of a source, by name
// (reposerver/repository, newEnv).
type Environment map[string]string

// Substitute fills in `$NAME` and `${NAME}`; `$$` is a dollar sign and what has no value is empty, as Argo CD has it
// (Env.Envsubst). It does not know the commit that a cluster happens to run: a text that holds it is told as not known.
func (e Environment) Substitute(text string) (substituted string, known bool) {
	known = true
	substituted = os.Expand(text, func(name string) string {
		if name == "$" {
			return "$"
		}
		if strings.HasPrefix(name, "ARGOCD_APP_REVISION") {
			known = false
		}
		return e[name]
	})
	return substituted, known
}

func (e Environment) with(more map[string]string) Environment {
	joined := Environment{}
	maps.Copy(joined, e)
	maps.Copy(joined, more)
	return joined
}
