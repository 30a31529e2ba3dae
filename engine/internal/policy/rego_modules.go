package policy

import (
	"crypto/sha256"
	"fmt"

	regoschema "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego/schema"
	clienterrors "github.com/open-policy-agent/frameworks/constraint/pkg/client/errors"
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

const hookPath = "hooks.hooks_builtin"

var hookModule = func() *ast.Module {
	module, err := parseModule(hookPath, hook, ast.RegoV0)
	if err != nil {
		panic(err)
	}
	return module
}()

// program is a template's compiled Rego.
type program struct {
	compiler *ast.Compiler
	// direct is true when `violation` is a set of violations and nothing else, as in all but the oddest
	// templates: then it is evaluated as it is, without the hook.
	direct bool
	// violation is the path of that set.
	violation string
	// modules are the template's own, compiled.
	modules []*ast.Module
	// shared tells that other templates are compiled with it: what is wrong in an evaluation is told otherwise then.
	shared bool
}

// compileRego parses and compiles a template's Rego as the framework's driver does
// (frameworks/constraint/pkg/client/drivers/rego/compilers.go), with the same errors. The driver keeps its compilers to
// itself and prepares its query anew for each review; a test has both judge the same templates.
//
// What was compiled is remembered by content: policy sets of many clusters share most of their templates.
func compileRego(source *regoschema.Source) (*program, error) {
	return programs.get(keyOf(source), func() (*program, error) { return compileModules(source) })
}

func isCompiled(source *regoschema.Source) bool {
	_, known := programs.find(keyOf(source))
	return known
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
	entry, err := parseEntry(source)
	if err != nil {
		return nil, err
	}
	direct := isSet(entry)
	rewriter, err := newRewriter(regorewriter.NewPackagePrefixer("libs"))
	if err != nil {
		return nil, err
	}
	rewriter.AddEntryPointModule("template", entry)
	for index, library := range source.Libs {
		path := fmt.Sprintf(`libs["lib_%d"]`, index)
		module, err := parseModule(path, library, versionOf(source))
		if err != nil {
			return nil, refused(err)
		}
		if err := rewriter.AddLib(path, module); err != nil {
			return nil, refused(err)
		}
	}
	sources, err := rewriter.Rewrite()
	if err != nil {
		return nil, refused(err)
	}
	modules := map[string]*ast.Module{hookPath: hookModule}
	for index, module := range append(sources.EntryPoints, sources.Libs...) {
		modules[fmt.Sprintf("template%d", index)] = module.Module
	}
	compiler := ast.NewCompiler()
	compiler.Compile(modules)
	if compiler.Failed() {
		return nil, fmt.Errorf("%w: %v", clienterrors.ErrCompile, compiler.Errors)
	}
	compiled := &program{compiler: compiler, direct: direct, violation: "data.template.violation"}
	for name, module := range compiler.Modules {
		if name != hookPath {
			compiled.modules = append(compiled.modules, module)
		}
	}
	return compiled, nil
}

func newRewriter(packages regorewriter.PackageTransformer) (*regorewriter.RegoRewriter, error) {
	rewriter, err := regorewriter.New(packages, []string{"data.lib"}, []string{"data.inventory"})
	if err != nil {
		return nil, fmt.Errorf("creating rego rewriter: %w", err)
	}
	return rewriter, nil
}

func versionOf(source *regoschema.Source) ast.RegoVersion {
	if source.Version == "v1" {
		return ast.RegoV1
	}
	return ast.RegoV0
}

func parseEntry(source *regoschema.Source) (*ast.Module, error) {
	entry, err := parseModule("template", source.Rego, versionOf(source))
	if err != nil {
		return nil, refused(err)
	}
	entry.Package.Path = ast.Ref{ast.DefaultRootDocument, ast.StringTerm("template")}
	if err := requireViolation(entry); err != nil {
		return nil, refused(fmt.Errorf("invalid rego: %w", err))
	}
	return entry, nil
}

func refused(err error) error {
	return fmt.Errorf("%w: %v", clienterrors.ErrInvalidConstraintTemplate, err)
}

// parseModule also refuses an empty module.
func parseModule(path, text string, version ast.RegoVersion) (*ast.Module, error) {
	module, err := ast.ParseModuleWithOpts(path, text, ast.ParserOptions{RegoVersion: version})
	if err == nil && module == nil {
		err = fmt.Errorf("%w: module %q is empty", clienterrors.ErrInvalidModule, "template")
	}
	return module, err
}

// requireViolation is the framework's requireModuleRules (frameworks/constraint/pkg/client/drivers/rego/rego.go).
func requireViolation(entry *ast.Module) error {
	for _, rule := range entry.Rules {
		if string(rule.Head.Name) == "violation" {
			return nil
		}
	}
	return fmt.Errorf("%w: missing required rules: %v", clienterrors.ErrInvalidModule, []string{"violation"})
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
