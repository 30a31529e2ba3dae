package applicationset

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/yaml"
)

type item struct {
	Path    string `json:"path"`
	Exclude bool   `json:"exclude"`
}

type gitGenerator struct {
	RepoURL         string            `json:"repoURL"`
	Revision        string            `json:"revision"`
	Directories     []item            `json:"directories"`
	Files           []item            `json:"files"`
	Values          map[string]string `json:"values"`
	PathParamPrefix string            `json:"pathParamPrefix"`
}

func (e *expansion) git(field string, written json.RawMessage) ([]map[string]any, error) {
	var parsed gitGenerator
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	if len(parsed.Directories) == 0 && len(parsed.Files) == 0 {
		return nil, failure("%s has neither directories nor files: give one of them", field)
	}
	repository, err := e.inputs.Repository(parsed.RepoURL, parsed.Revision)
	if err != nil {
		return nil, unknown("%s: %v", field, err)
	}
	if len(parsed.Directories) > 0 {
		return e.directories(parsed, repository)
	}
	return e.files(field, parsed, repository)
}

// directories are those that match and that nothing excludes; hidden ones and what is in them are none
// (reposerver/repository, GetGitDirectories; generators, filterApps).
func (e *expansion) directories(parsed gitGenerator, repository Repository) ([]map[string]any, error) {
	var result []map[string]any
	for _, directory := range repository.Directories() {
		if directory == "." || hidden(directory) || !chosen(parsed.Directories, directory) {
			continue
		}
		params := map[string]any{}
		e.place(parsed.PathParamPrefix, directory, "", params)
		if err := e.withValues(parsed.Values, params); err != nil {
			return nil, err
		}
		result = append(result, params)
	}
	return result, nil
}

func hidden(directory string) bool {
	return slices.ContainsFunc(strings.Split(directory, "/"), func(segment string) bool { return strings.HasPrefix(segment, ".") })
}

func chosen(items []item, directory string) bool {
	included := false
	for _, item := range items {
		// A pattern that is none matches nothing.
		if matched, err := path.Match(item.Path, directory); err != nil || !matched {
			continue
		}
		if item.Exclude {
			return false
		}
		included = true
	}
	return included
}

// files are read, each a set of parameters or a list of them (generators, generateParamsFromGitFile).
func (e *expansion) files(field string, parsed gitGenerator, repository Repository) ([]map[string]any, error) {
	matched := map[string]bool{}
	for _, excludes := range []bool{false, true} {
		for _, item := range parsed.Files {
			if item.Exclude != excludes {
				continue
			}
			pattern := pathspec(item.Path)
			for _, name := range repository.Files() {
				if pattern.MatchString(name) {
					matched[name] = !excludes
				}
			}
		}
	}
	maps.DeleteFunc(matched, func(_ string, kept bool) bool { return !kept })
	var result []map[string]any
	for _, name := range slices.Sorted(maps.Keys(matched)) {
		content, err := repository.Read(name)
		if err != nil {
			return nil, failure("%s: %s: %v", field, name, err)
		}
		found := []map[string]any{}
		single := map[string]any{}
		if err := yaml.Unmarshal(content, &single); err == nil {
			found = append(found, single)
		} else if err := yaml.Unmarshal(content, &found); err != nil {
			return nil, failure("%s: %s is neither a map nor a list of maps: %v", field, name, err)
		}
		for _, object := range found {
			params := map[string]any{}
			if e.Spec.GoTemplate {
				maps.Copy(params, object)
			} else {
				for key, text := range flattened(object) {
					params[key] = text
				}
			}
			e.place(parsed.PathParamPrefix, path.Dir(name), path.Base(name), params)
			if err := e.withValues(parsed.Values, params); err != nil {
				return nil, err
			}
			result = append(result, params)
		}
	}
	return result, nil
}

// place adds where a directory or, with a name, a file is.
func (e *expansion) place(prefix, directory, file string, params map[string]any) {
	if e.Spec.GoTemplate {
		place := map[string]any{
			"path": directory, "basename": path.Base(directory), "basenameNormalized": sanitizeName(path.Base(directory)),
			"segments": strings.Split(directory, "/"),
		}
		if file != "" {
			place["filename"], place["filenameNormalized"] = file, sanitizeName(file)
		}
		if prefix != "" {
			params[prefix] = map[string]any{"path": place}
		} else {
			params["path"] = place
		}
		return
	}
	name := "path"
	if prefix != "" {
		name = prefix + ".path"
	}
	params[name] = directory
	params[name+".basename"] = path.Base(directory)
	params[name+".basenameNormalized"] = sanitizeName(path.Base(directory))
	if file != "" {
		params[name+".filename"], params[name+".filenameNormalized"] = file, sanitizeName(file)
	}
	for i, segment := range strings.Split(directory, "/") {
		if segment != "" {
			params[name+"["+strconv.Itoa(i)+"]"] = segment
		}
	}
}

// pathspec is a pattern of `git ls-files`, by which Argo CD finds files unless it is told otherwise: `*` and `?` cross
// slashes, and a directory stands for what is in it. https://git-scm.com/docs/gitglossary#def_pathspec
func pathspec(pattern string) *regexp.Regexp {
	var expression strings.Builder
	for rest := pattern; rest != ""; {
		character, size := utf8.DecodeRuneInString(rest)
		switch {
		case character == '*':
			expression.WriteString(".*")
			rest = strings.TrimLeft(rest, "*")
			continue
		case character == '?':
			expression.WriteString(".")
		case character == '[' && strings.Contains(rest, "]"):
			set, after, _ := strings.Cut(rest[1:], "]")
			if strings.HasPrefix(set, "!") {
				set = "^" + set[1:]
			}
			fmt.Fprintf(&expression, "[%s]", strings.ReplaceAll(set, `\`, `\\`))
			rest = after
			continue
		default:
			expression.WriteString(regexp.QuoteMeta(string(character)))
		}
		rest = rest[size:]
	}
	compiled, err := regexp.Compile("^(?s:" + expression.String() + ")(/.*)?$")
	if err != nil {
		return regexp.MustCompile("^" + regexp.QuoteMeta(pattern) + "(/.*)?$")
	}
	return compiled
}
