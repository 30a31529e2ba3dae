package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	regoschema "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego/schema"
	"github.com/open-policy-agent/opa/v1/ast"
)

// batch compiles templates together. Most have their libraries in common, which are two thirds of what there is to compile,
// and in a batch are compiled once. Each template has a package of its own, and each library one that its content and that
// of the libraries it names decide, so that nobody sees another's.
type batch struct {
	libraries map[string]*library
	modules   map[string]*ast.Module
	members   []member
}

// member is a template of a batch.
type member struct {
	source    *regoschema.Source
	violation string
	// modules are the names of its own.
	modules []string
}

// library is a module of `data.lib`.
type library struct {
	module *ast.Module
	// content identifies it.
	content string
	// uses are the names of the libraries that it names.
	uses []string
}

// errAlone tells that a template has to be compiled alone.
var errAlone = errors.New("the template has to be compiled alone")

// compileBatch compiles templates together, as far as that can be done. What is wrong with one is told by who compiles it
// alone, as the framework does.
func compileBatch(sources []*regoschema.Source) {
	together := &batch{libraries: map[string]*library{}, modules: map[string]*ast.Module{}}
	for _, source := range sources {
		_ = together.add(source)
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(together.modules); compiler.Failed() {
		return
	}
	for _, one := range together.members {
		compiled := &program{compiler: compiler, direct: true, violation: one.violation, shared: true}
		for _, name := range one.modules {
			compiled.modules = append(compiled.modules, compiler.Modules[name])
		}
		programs.put(keyOf(one.source), compiled)
	}
}

func (b *batch) add(source *regoschema.Source) error {
	// What Rego tells about itself has the names of packages in it.
	if strings.Contains(strings.Join(append([]string{source.Rego}, source.Libs...), "\n"), "rego.metadata") {
		return errAlone
	}
	entry, err := parseEntry(source)
	if err != nil {
		return err
	}
	if !isSet(entry) || !staysInside(entry) {
		return errAlone
	}
	named := map[string]*library{}
	for _, text := range source.Libs {
		name, library, err := b.library(text, source)
		if err != nil {
			return err
		}
		if named[name] != nil {
			return errAlone
		}
		named[name] = library
	}
	packages := packages{}
	for name := range named {
		if err := packages.identify(name, named); err != nil {
			return err
		}
	}
	own := map[string]*ast.Module{}
	for name, library := range named {
		key := "library " + packages[name]
		module := b.modules[key]
		if module == nil {
			module = library.module.Copy()
			if err := packages.rewrite(module, nil); err != nil {
				return err
			}
		}
		own[key] = module
	}
	template := fmt.Sprintf("t%d", len(b.members))
	entry.Package.Path = dataRef("templates", template)
	if err := packages.rewrite(nil, entry); err != nil {
		return err
	}
	own["template "+template] = entry
	b.members = append(b.members, member{source, dataRef("templates", template, "violation").String(), slices.Collect(maps.Keys(own))})
	maps.Copy(b.modules, own)
	b.modules["hook "+template] = hookOf(template)
	return nil
}

// library parses one, with its name.
func (b *batch) library(text string, of *regoschema.Source) (string, *library, error) {
	sum := sha256.Sum256([]byte(of.Version + "\n" + text))
	content := hex.EncodeToString(sum[:])
	known := b.libraries[content]
	if known == nil {
		module, err := parseModule("library", text, versionOf(of))
		if err != nil {
			return "", nil, err
		}
		known = &library{module: module, content: content}
		ast.WalkRefs(module, func(ref ast.Ref) bool {
			if name, found := libraryName(ref); found && !slices.Contains(known.uses, name) {
				known.uses = append(known.uses, name)
			}
			return false
		})
		b.libraries[content] = known
	}
	path := known.module.Package.Path
	name, found := libraryName(path)
	if !found || len(path) != 3 || !staysInside(known.module) {
		return "", nil, errAlone
	}
	return name, known, nil
}

// staysInside tells that a module names no other data than that of libraries and of the inventory. The framework, which
// refuses the rest, overlooks what is named within a reference.
func staysInside(module *ast.Module) bool {
	inside := true
	for _, rule := range module.Rules {
		ast.WalkRefs(rule, func(ref ast.Ref) bool {
			if ref[0].Equal(ast.DefaultRootDocument) && !ref.HasPrefix(dataRef("lib")) && !ref.HasPrefix(dataRef("inventory")) {
				inside = false
			}
			return false
		})
	}
	return inside
}

// libraryName is what a reference names in `data.lib`.
func libraryName(ref ast.Ref) (name string, found bool) {
	if len(ref) < 3 || !ref[:2].Equal(dataRef("lib")) {
		return "", false
	}
	said, found := ref[2].Value.(ast.String)
	return string(said), found
}

func dataRef(names ...string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for _, name := range names {
		ref = append(ref, ast.StringTerm(name))
	}
	return ref
}

// packages are the identities of a template's libraries, by name.
type packages map[string]string

// identify fails where libraries name each other in a circle, or one that is not there.
func (p packages) identify(name string, named map[string]*library) error {
	if identity, known := p[name]; known {
		if identity == "" {
			return errAlone
		}
		return nil
	}
	library := named[name]
	if library == nil {
		return errAlone
	}
	p[name] = ""
	hash := sha256.New()
	hash.Write([]byte(library.content))
	for _, used := range slices.Sorted(slices.Values(library.uses)) {
		if used == name {
			continue
		}
		if err := p.identify(used, named); err != nil {
			return err
		}
		fmt.Fprintf(hash, "\n%s %s", used, p[used])
	}
	p[name] = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// rewrite gives one module, a library or an entry, the packages of a batch.
func (p packages) rewrite(library, entry *ast.Module) error {
	renaming := &renaming{packages: p}
	rewriter, err := newRewriter(renaming)
	if err != nil {
		return err
	}
	if entry != nil {
		rewriter.AddEntryPointModule("template", entry)
	}
	if library != nil {
		if err := rewriter.AddLib("library", library); err != nil {
			return err
		}
	}
	if _, err := rewriter.Rewrite(); err != nil {
		return err
	}
	if renaming.failed {
		return errAlone
	}
	return nil
}

// renaming implements regorewriter.PackageTransformer.
type renaming struct {
	packages packages
	// failed tells of a reference to what is no library of the template, or to all of them.
	failed bool
}

// Transform puts `data.lib.NAME` below the library's identity.
func (r *renaming) Transform(ref ast.Ref) ast.Ref {
	name, found := libraryName(ref)
	identity, known := r.packages[name]
	if !found || !known {
		r.failed = true
		return ref
	}
	return append(dataRef("libs", identity), ref[1:]...)
}

// hookOf is the framework's hook of one template: compiled with it, it finds what a violation must not be.
func hookOf(template string) *ast.Module {
	module := hookModule.Copy()
	module.Package.Path = dataRef("hooks", template)
	ast.WalkTerms(module, func(term *ast.Term) bool {
		if ref, ok := term.Value.(ast.Ref); ok && ref.HasPrefix(dataRef("template")) {
			term.Value = append(dataRef("templates", template), ref[2:]...)
		}
		return false
	})
	return module
}
