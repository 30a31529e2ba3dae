package policy

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers"
	regodriver "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
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

	lock    sync.RWMutex
	queries map[string]rego.PreparedEvalQuery
}

var _ drivers.Driver = &preparedRego{}

func newPreparedRego() (*preparedRego, error) {
	stores := map[string]storage.Store{}
	driver, err := regodriver.New(regodriver.Storage(stores), regodriver.Externs("inventory"))
	if err != nil {
		return nil, err
	}
	return &preparedRego{Driver: driver, stores: stores, queries: map[string]rego.PreparedEvalQuery{}}, nil
}

// AddTemplate implements drivers.Driver.
func (d *preparedRego) AddTemplate(ctx context.Context, template *templates.ConstraintTemplate) error {
	if err := d.Driver.AddTemplate(ctx, template); err != nil {
		return err
	}
	source, err := regoSource(template)
	if err != nil {
		return err
	}
	compiler, err := compileRego(source)
	if err != nil {
		return err
	}
	query, err := rego.New(
		rego.Compiler(compiler),
		rego.Store(d.stores[target.Name]),
		rego.Query("data.hooks.violation[result]"),
		rego.SetRegoVersion(ast.RegoV0),
	).PrepareForEval(ctx)
	if err != nil {
		return err
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	d.queries[template.Spec.CRD.Spec.Names.Kind] = query
	return nil
}

// Query implements drivers.Driver.
func (d *preparedRego) Query(ctx context.Context, _ string, constraints []*unstructured.Unstructured, review interface{}, opts ...reviews.ReviewOpt) (*drivers.QueryResponse, error) {
	config := &reviews.ReviewCfg{}
	for _, opt := range opts {
		opt(config)
	}
	input, err := reviewValue(review, config.Namespace)
	if err != nil {
		return nil, err
	}
	byKind := map[string][]*unstructured.Unstructured{}
	for _, constraint := range constraints {
		byKind[constraint.GetKind()] = append(byKind[constraint.GetKind()], constraint)
	}
	byKey := drivers.KeyMap(constraints)
	response := &drivers.QueryResponse{}
	for kind, ofKind := range byKind {
		results, err := d.evaluate(ctx, kind, ofKind, byKey, input)
		if err != nil {
			for _, constraint := range ofKind {
				response.Results = append(response.Results, failed(constraint, err))
			}
			continue
		}
		response.Results = append(response.Results, results...)
	}
	return response, nil
}

func (d *preparedRego) evaluate(ctx context.Context, kind string, constraints []*unstructured.Unstructured, byKey map[drivers.ConstraintKey]*unstructured.Unstructured, review ast.Value) ([]*types.Result, error) {
	d.lock.RLock()
	query, found := d.queries[kind]
	d.lock.RUnlock()
	if !found {
		return nil, fmt.Errorf("no template of kind %s is compiled", kind)
	}
	keys := make([]*ast.Term, 0, len(constraints))
	for _, constraint := range constraints {
		keys = append(keys, ast.ObjectTerm(
			ast.Item(ast.StringTerm("kind"), ast.StringTerm(constraint.GetKind())),
			ast.Item(ast.StringTerm("name"), ast.StringTerm(constraint.GetName())),
		))
	}
	input := ast.NewObject(
		ast.Item(ast.StringTerm("target"), ast.StringTerm(target.Name)),
		ast.Item(ast.StringTerm("constraints"), ast.ArrayTerm(keys...)),
		ast.Item(ast.StringTerm("review"), ast.NewTerm(review)),
	)
	resultSet, err := query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return nil, err
	}
	return drivers.ToResults(byKey, resultSet)
}

// reviewValue is `input.review`: the request through JSON, as the webhook receives it, and the Namespace.
func reviewValue(review interface{}, namespace map[string]interface{}) (ast.Value, error) {
	data, err := json.Marshal(review)
	if err != nil {
		return nil, err
	}
	value := map[string]interface{}{}
	if err := json.Unmarshal(data, &value); err != nil {
		return nil, err
	}
	value["namespaceObject"] = namespace
	return ast.InterfaceToValue(value)
}

func failed(constraint *unstructured.Unstructured, err error) *types.Result {
	return &types.Result{
		Msg:        err.Error(),
		Constraint: constraint,
		Metadata:   map[string]interface{}{errorMark: true},
	}
}
