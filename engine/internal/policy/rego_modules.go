package policy

import (
	"crypto/sha256"
	"fmt"

	regoschema "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego/schema"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	"github.com/open-policy-agent/frameworks/constraint/pkg/regorewriter"
	"github.com/open-policy-agent/opa/v1/ast"
)

// hook is how the constraint framework runs a template for several constraints in one evaluation
// (frameworks/constraint/pkg/client/drivers/rego/rego.go, hookModuleRego).
const hook = `package hooks

violation[response] {
  key := input.constraints[_]
  inp := {
    "review": input.review,
    "parameters": data.constraints[key.kind][key.name],
  }
  data.template.violation[r] with input as inp
  response := {
    "key": key,
    "details": object.get(r, "details", {}),
    "msg": r.msg,
  }
}
`

// program is a template's compiled Rego.
type program struct {
	compiler *ast.Compiler
	// direct is true when `violation` is a set of violations and nothing else, as in all but the oddest
	// templates: then it is evaluated as it is, without the hook.
	direct bool
}

// compileRego compiles a template's Rego as the framework's driver does
// (frameworks/constraint/pkg/client/drivers/rego/compilers.go). The driver keeps its compilers to
// itself and prepares its query anew for each review, hence this second compilation, which runs only
// after the driver's own has accepted the template.
//
// What was compiled is remembered by content: policy sets of many clusters share most of their templates.
func compileRego(source *regoschema.Source) (*program, error) {
	return programs.get(keyOf(source), func() (*program, error) { return compileModules(source) })
}

// programs are the templates compiled last; a program does not change.
var programs = newMemo[*program](512)

func keyOf(source *regoschema.Source) string {
	hash := sha256.New()
	for _, part := range append([]string{source.Version, source.Rego}, source.Libs...) {
		fmt.Fprintf(hash, "%d\x00%s", len(part), part)
	}
	return string(hash.Sum(nil))
}

func compileModules(source *regoschema.Source) (*program, error) {
	rewriter, err := regorewriter.New(regorewriter.NewPackagePrefixer("libs"), []string{"data.lib"}, []string{"data.inventory"})
	if err != nil {
		return nil, err
	}
	version := ast.RegoV0
	if source.Version == "v1" {
		version = ast.RegoV1
	}
	entry, err := ast.ParseModuleWithOpts("template", source.Rego, ast.ParserOptions{RegoVersion: version})
	if err != nil {
		return nil, err
	}
	entry.Package.Path = ast.Ref{ast.DefaultRootDocument, ast.StringTerm("template")}
	rewriter.AddEntryPointModule("template", entry)
	for index, library := range source.Libs {
		path := fmt.Sprintf(`libs["lib_%d"]`, index)
		module, err := ast.ParseModuleWithOpts(path, library, ast.ParserOptions{RegoVersion: version})
		if err != nil {
			return nil, err
		}
		if err := rewriter.AddLib(path, module); err != nil {
			return nil, err
		}
	}
	sources, err := rewriter.Rewrite()
	if err != nil {
		return nil, err
	}
	hookModule, err := ast.ParseModuleWithOpts("hooks.hooks_builtin", hook, ast.ParserOptions{RegoVersion: ast.RegoV0})
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{"hooks.hooks_builtin": hookModule}
	for _, module := range sources.EntryPoints {
		modules[fmt.Sprintf("template%d", len(modules))] = module.Module
	}
	for _, module := range sources.Libs {
		modules[fmt.Sprintf("template%d", len(modules))] = module.Module
	}
	compiler := ast.NewCompiler()
	compiler.Compile(modules)
	if compiler.Failed() {
		return nil, compiler.Errors
	}
	return &program{compiler: compiler, direct: isSet(entry)}, nil
}

func isSet(entry *ast.Module) bool {
	for _, rule := range entry.Rules {
		if rule.Head.Name == "violation" &&
			(rule.Head.RuleKind() != ast.MultiValue || len(rule.Head.Args) > 0 || len(rule.Head.Reference) > 1 || rule.Default) {
			return false
		}
	}
	return true
}

// regoSource returns the Rego of a template, nil when it has none.
func regoSource(template *templates.ConstraintTemplate) (*regoschema.Source, error) {
	for _, target := range template.Spec.Targets {
		for _, code := range target.Code {
			if code.Engine == regoschema.Name {
				return regoschema.GetSource(code)
			}
		}
	}
	return nil, nil
}
