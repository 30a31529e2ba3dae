package policy

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/open-policy-agent/frameworks/constraint/pkg/apis/constraints"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers"
	regodriver "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// errorMark is the key of a Result's metadata under which an error of evaluation travels through the
// framework's client, which otherwise drops the results of every other constraint with it.
const errorMark = "fleetkeep.dev/error"

// preparedRego is the framework's Rego driver with its queries prepared once for each template instead of
// once for each review, and with errors of evaluation told apart from violations: the framework reports
// them as violations, because a webhook must fail closed.
type preparedRego struct {
	*regodriver.Driver
	stores map[string]storage.Store

	lock     sync.RWMutex
	programs map[string]preparedProgram
	// parameters are those of the constraints, ready for evaluation: equal ones are one and the same.
	parameters map[drivers.ConstraintKey]*ast.Term
	byText     map[string]*ast.Term
}

type preparedProgram struct {
	query  rego.PreparedEvalQuery
	direct bool
	// alone is the same template compiled alone; nil where that is what query is.
	alone func() (rego.PreparedEvalQuery, error)
}

var _ drivers.Driver = &preparedRego{}

func newPreparedRego() (*preparedRego, error) {
	stores := map[string]storage.Store{}
	driver, err := regodriver.New(regodriver.Storage(stores), regodriver.Externs("inventory"))
	if err != nil {
		return nil, err
	}
	return &preparedRego{
		Driver:     driver,
		stores:     stores,
		programs:   map[string]preparedProgram{},
		parameters: map[drivers.ConstraintKey]*ast.Term{},
		byText:     map[string]*ast.Term{},
	}, nil
}

// AddTemplate implements drivers.Driver.
func (d *preparedRego) AddTemplate(ctx context.Context, template *templates.ConstraintTemplate) error {
	source, err := regoSource(template)
	if err != nil {
		return err
	}
	if source == nil {
		return regodriver.ErrNoRego
	}
	program, err := compileRego(source)
	if err != nil {
		return err
	}
	if !program.direct {
		if err := d.Driver.AddTemplate(ctx, template); err != nil {
			return err
		}
	}
	// To remove what is not there makes the store.
	if err := d.RemoveData(ctx, target.Name, storage.Path{"nothing"}); err != nil {
		return err
	}
	prepared := preparedProgram{direct: program.direct}
	if prepared.query, err = d.prepare(ctx, program); err != nil {
		return err
	}
	if program.shared {
		prepared.alone = sync.OnceValues(func() (rego.PreparedEvalQuery, error) {
			alone, err := compileModules(source)
			if err != nil {
				return rego.PreparedEvalQuery{}, err
			}
			return d.prepare(context.WithoutCancel(ctx), alone)
		})
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	d.programs[template.Spec.CRD.Spec.Names.Kind] = prepared
	return nil
}

func (d *preparedRego) prepare(ctx context.Context, program *program) (rego.PreparedEvalQuery, error) {
	query := program.violation
	if !program.direct {
		query = "data.hooks.violation[result]"
	}
	return rego.New(
		rego.Compiler(program.compiler),
		rego.Store(d.stores[target.Name]),
		rego.Query(query),
		rego.SetRegoVersion(ast.RegoV0),
	).PrepareForEval(ctx)
}

// AddConstraint implements drivers.Driver.
func (d *preparedRego) AddConstraint(ctx context.Context, constraint *unstructured.Unstructured) error {
	key := drivers.ConstraintKeyFrom(constraint)
	if !d.programOf(key.Kind).direct {
		// The hook finds the parameters in the store.
		if err := d.Driver.AddConstraint(ctx, constraint); err != nil {
			return err
		}
	}
	parameters, _, err := unstructured.NestedFieldNoCopy(constraint.Object, "spec", "parameters")
	if err != nil {
		return fmt.Errorf("%w: %v", constraints.ErrInvalidConstraint, err)
	}
	if parameters == nil {
		parameters = map[string]interface{}{}
	}
	value, err := ast.InterfaceToValue(parameters)
	if err != nil {
		return err
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	text := value.String()
	if _, known := d.byText[text]; !known {
		d.byText[text] = ast.NewTerm(value)
	}
	d.parameters[key] = d.byText[text]
	return nil
}

func (d *preparedRego) programOf(kind string) preparedProgram {
	d.lock.RLock()
	defer d.lock.RUnlock()
	return d.programs[kind]
}

// Query implements drivers.Driver.
func (d *preparedRego) Query(ctx context.Context, _ string, matching []*unstructured.Unstructured, review interface{}, opts ...reviews.ReviewOpt) (*drivers.QueryResponse, error) {
	config := &reviews.ReviewCfg{}
	for _, opt := range opts {
		opt(config)
	}
	parsed, ok := review.(*parsedReview)
	if !ok {
		return nil, fmt.Errorf("the review is %T", review)
	}
	value, err := parsed.value(config.Namespace)
	if err != nil {
		return nil, err
	}
	term := ast.NewTerm(value)
	response := &drivers.QueryResponse{}
	evaluated, end := newEvaluations(ctx)
	defer end()
	for _, constraint := range matching {
		results, err := d.evaluate(ctx, constraint, term, evaluated)
		if err != nil {
			results = []*types.Result{failed(constraint, err)}
		}
		response.Results = append(response.Results, results...)
	}
	return response, nil
}

// evaluations of one review: constraints of one kind that differ in nothing but name and match violate alike.
type evaluations struct {
	results map[evaluation][]*types.Result
	// cancel ends them all: OPA would otherwise start a goroutine for each, to watch the context.
	cancel topdown.Cancel
}

// newEvaluations are cut off when the context ends, until end is called.
func newEvaluations(ctx context.Context) (evaluated *evaluations, end func()) {
	evaluated = &evaluations{results: map[evaluation][]*types.Result{}, cancel: topdown.NewCancel()}
	stop := context.AfterFunc(ctx, evaluated.cancel.Cancel)
	return evaluated, func() { stop() }
}

// options of an evaluation, whose metrics nobody reads.
func (e *evaluations) options(input ast.Value) []rego.EvalOption {
	return []rego.EvalOption{rego.EvalParsedInput(input), rego.EvalExternalCancel(e.cancel), rego.EvalMetrics(metrics.NoOp())}
}

type evaluation struct {
	kind       string
	parameters *ast.Term
}

// of are the results for another constraint.
func of(constraint *unstructured.Unstructured, results []*types.Result) []*types.Result {
	var own []*types.Result
	for _, result := range results {
		one := *result
		one.Constraint = constraint
		own = append(own, &one)
	}
	return own
}

func (d *preparedRego) evaluate(ctx context.Context, constraint *unstructured.Unstructured, review *ast.Term, evaluated *evaluations) ([]*types.Result, error) {
	key := drivers.ConstraintKeyFrom(constraint)
	d.lock.RLock()
	program, compiled := d.programs[key.Kind]
	parameters, known := d.parameters[key]
	d.lock.RUnlock()
	if !compiled || !known {
		return nil, fmt.Errorf("%s %s is not compiled", key.Kind, key.Name)
	}
	if program.direct {
		same := evaluation{key.Kind, parameters}
		if results, known := evaluated.results[same]; known {
			return of(constraint, results), nil
		}
		results, err := program.evaluateDirectly(ctx, constraint, review, parameters, evaluated)
		if err == nil {
			evaluated.results[same] = results
		}
		return results, err
	}
	input := ast.NewObject(
		ast.Item(ast.StringTerm("target"), ast.StringTerm(target.Name)),
		ast.Item(ast.StringTerm("constraints"), ast.ArrayTerm(ast.ObjectTerm(
			ast.Item(ast.StringTerm("kind"), ast.StringTerm(key.Kind)),
			ast.Item(ast.StringTerm("name"), ast.StringTerm(key.Name)),
		))),
		ast.Item(ast.StringTerm("review"), review),
	)
	resultSet, err := program.query.Eval(ctx, evaluated.options(input)...)
	if err != nil {
		return nil, err
	}
	return drivers.ToResults(map[drivers.ConstraintKey]*unstructured.Unstructured{key: constraint}, resultSet)
}

// evaluateDirectly evaluates the set `violation` for one constraint and does what the hook does with it: a
// violation without a message is none, and of equal ones there is one.
func (p preparedProgram) evaluateDirectly(ctx context.Context, constraint *unstructured.Unstructured, review, parameters *ast.Term, evaluated *evaluations) ([]*types.Result, error) {
	input := ast.NewObject(
		ast.Item(ast.StringTerm("review"), review),
		ast.Item(ast.StringTerm("parameters"), parameters),
	)
	resultSet, err := p.query.Eval(ctx, evaluated.options(input)...)
	if err != nil && p.alone != nil && ctx.Err() == nil {
		// Errors name the places of modules, and what is compiled together has others.
		alone, failed := p.alone()
		if failed != nil {
			return nil, failed
		}
		resultSet, err = alone.Eval(ctx, evaluated.options(input)...)
	}
	if err != nil {
		return nil, err
	}
	if len(resultSet) == 0 || len(resultSet[0].Expressions) == 0 {
		return nil, nil
	}
	violations, ok := resultSet[0].Expressions[0].Value.([]interface{})
	if !ok {
		return nil, fmt.Errorf("violation is %T, no set", resultSet[0].Expressions[0].Value)
	}
	var results []*types.Result
	for _, each := range violations {
		violation, ok := each.(map[string]interface{})
		if !ok {
			continue
		}
		text, found := violation["msg"]
		if !found {
			continue
		}
		message, ok := text.(string)
		if !ok {
			return nil, fmt.Errorf("extracting message binding: msg is %T, no string", text)
		}
		details, found := violation["details"]
		if !found {
			details = map[string]interface{}{}
		}
		result := &types.Result{Msg: message, Metadata: map[string]interface{}{"details": details}, Constraint: constraint}
		if !contains(results, result) {
			results = append(results, result)
		}
	}
	return results, nil
}

func contains(results []*types.Result, result *types.Result) bool {
	for _, each := range results {
		if each.Msg == result.Msg && reflect.DeepEqual(each.Metadata, result.Metadata) {
			return true
		}
	}
	return false
}

func failed(constraint *unstructured.Unstructured, err error) *types.Result {
	return &types.Result{
		Msg:        err.Error(),
		Constraint: constraint,
		Metadata:   map[string]interface{}{errorMark: true},
	}
}
