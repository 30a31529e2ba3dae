package applicationset

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/valyala/fasttemplate"
	"sigs.k8s.io/yaml"
)

// functions are those of Argo CD's Go templates (applicationset/utils, init). What would be another value at each run is
// there to say so.
var functions = templateFunctions()

func templateFunctions() template.FuncMap {
	functions := template.FuncMap(sprig.GenericFuncMap())
	steady := sprig.HermeticTxtFuncMap()
	for name := range functions {
		volatile := strings.HasPrefix(name, "gen") || name == "derivePassword" || name == "htpasswd" || name == "bcrypt" || name == "encryptAES" || name == "shuffle" || name == "ago"
		if _, kept := steady[name]; kept && !volatile {
			continue
		}
		functions[name] = func(...any) (string, error) {
			return "", unknown("its template calls %s, whose answer is not in Git", name)
		}
	}
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(functions, name)
	}
	functions["normalize"] = sanitizeName
	functions["slugify"] = slugifyName
	functions["toYaml"] = func(value any) (string, error) {
		data, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(data), "\n"), err
	}
	functions["fromYaml"] = func(text string) (map[string]any, error) {
		value := map[string]any{}
		return value, yaml.Unmarshal([]byte(text), &value)
	}
	functions["fromYamlArray"] = func(text string) ([]any, error) {
		value := []any{}
		return value, yaml.Unmarshal([]byte(text), &value)
	}
	return functions
}

var invalidInName = regexp.MustCompile("[^-a-z0-9.]")

// sanitizeName makes a DNS name (applicationset/utils, SanitizeName).
func sanitizeName(name string) string {
	name = invalidInName.ReplaceAllString(strings.ToLower(name), "-")
	if len(name) > 253 {
		name = name[:253]
	}
	return strings.Trim(name, "-.")
}

var dashes = regexp.MustCompile("-+")

// slugifyName is `slugify [SIZE [SMART]] NAME` (applicationset/utils, SlugifyName, which hands the sanitized name to
// github.com/gosimple/slug; that library keeps its settings for the whole program).
func slugifyName(args ...any) (string, error) {
	most, smart, name := 50, true, ""
	for i, arg := range args {
		fits := true
		switch {
		case i == len(args)-1:
			name, fits = arg.(string)
		case i == 0:
			most, fits = arg.(int)
		case i == 1:
			smart, fits = arg.(bool)
		}
		if !fits {
			return "", fmt.Errorf("slugify: its argument %d is %v", i+1, arg)
		}
	}
	slug := sanitizeName(name)
	if !smart && most >= 0 && len(slug) >= most {
		slug = slug[:most]
	}
	slug = strings.Trim(dashes.ReplaceAllString(strings.ReplaceAll(slug, ".", "-"), "-"), "-_")
	if most <= 0 || !smart || len(slug) <= most {
		return slug, nil
	}
	if cut := strings.LastIndex(slug[:most+1], "-"); cut >= 0 {
		return slug[:cut], nil
	}
	return slug[:most], nil
}

// templates fills parameters into texts, by either of Argo CD's two languages.
type templates struct {
	ctx     context.Context
	golang  bool
	options []string
	// left are the bytes that may still be written.
	left int
}

var templated = regexp.MustCompile(`.*{{.*}}.*`)

// replace is applicationset/utils, Render.Replace.
func (t *templates) replace(text string, params map[string]any) (string, error) {
	return t.replaceWith(text, params, t.options)
}

func (t *templates) replaceWith(text string, params map[string]any, options []string) (result string, err error) {
	if err := t.ctx.Err(); err != nil {
		return "", err
	}
	// A text without templates is itself in both languages.
	if !strings.Contains(text, "{{") {
		return text, t.spend(len(text))
	}
	if !t.golang {
		return t.fast(text, params)
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			err = failure("spec.goTemplateOptions %q: %v", options, recovered)
		}
	}()
	made := template.New("base").Funcs(functions)
	if len(options) > 0 {
		made = made.Option(options...)
	}
	parsed, err := made.Parse(text)
	if err != nil {
		return "", failure("the template %q does not parse: %v", excerpt(text), err)
	}
	var buffer bytes.Buffer
	if err := parsed.Execute(limited{t, &buffer}, params); err != nil {
		// A function, or the limit, may have told one through the template.
		var problem *Problem
		if errors.As(err, &problem) {
			return "", problem
		}
		return "", &executionError{failure("the template %q fails: %v", excerpt(text), err), err}
	}
	return buffer.String(), nil
}

func (t *templates) fast(text string, params map[string]any) (string, error) {
	if !templated.MatchString(text) {
		return text, t.spend(len(text))
	}
	parsed, err := fasttemplate.NewTemplate(text, "{{", "}}")
	if err != nil {
		return "", failure("the template %q does not parse: %v", excerpt(text), err)
	}
	var buffer bytes.Buffer
	_, err = parsed.ExecuteFunc(limited{t, &buffer}, func(w io.Writer, tag string) (int, error) {
		name := strings.TrimSpace(tag)
		value, found := params[name].(string)
		if name == "" || !found {
			return fmt.Fprintf(w, "{{%s}}", tag)
		}
		return w.Write([]byte(value))
	})
	return buffer.String(), err
}

// executionError is a template that failed while it ran.
type executionError struct {
	*Problem
	cause error
}

func (e *executionError) Unwrap() error { return e.Problem }

// missingKey as applicationset/utils, isMissingKeyError.
func missingKey(err error) bool {
	var failed *executionError
	if !errors.As(err, &failed) {
		return false
	}
	message := failed.cause.Error()
	return strings.Contains(message, "map has no entry for key") || strings.Contains(message, "can't evaluate field")
}

func excerpt(text string) string {
	const most = 120
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}

func (t *templates) spend(bytes int) error {
	if t.left -= bytes; t.left < 0 {
		return failure("its templates write more than the %d MiB that they may", maxBytes>>20)
	}
	return t.ctx.Err()
}

// limited is a writer that ends a template which writes too much.
type limited struct {
	templates *templates
	to        io.Writer
}

func (l limited) Write(data []byte) (int, error) {
	if err := l.templates.spend(len(data)); err != nil {
		return 0, err
	}
	return l.to.Write(data)
}

// replaceAll fills parameters into every text of a value, keys of maps included.
func (t *templates) replaceAll(value any, params map[string]any) (any, error) {
	switch value := value.(type) {
	case string:
		return t.replace(value, params)
	case []any:
		result := make([]any, len(value))
		for i, item := range value {
			replaced, err := t.replaceAll(item, params)
			if err != nil {
				return nil, err
			}
			result[i] = replaced
		}
		return result, nil
	case map[string]any:
		result := make(map[string]any, len(value))
		for name, item := range value {
			replaced, err := t.replaceAll(item, params)
			if err != nil {
				return nil, err
			}
			key, err := t.replace(name, params)
			if err != nil {
				return nil, err
			}
			result[key] = replaced
		}
		return result, nil
	}
	return value, nil
}

func deepCopy(value map[string]any) map[string]any {
	data, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	var copied map[string]any
	_ = json.Unmarshal(data, &copied)
	return copied
}
