package policy

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel"
	admissionv1 "k8s.io/api/admission/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// isolatedCEL is Gatekeeper's CEL driver on a request of its own: the driver empties the object of a
// DELETE in the request that it is given (gatekeeper pkg/drivers/k8scel/driver.go, Query).
type isolatedCEL struct {
	*k8scel.Driver
}

var _ drivers.Driver = &isolatedCEL{}

func newIsolatedCEL() (*isolatedCEL, error) {
	driver, err := k8scel.New()
	if err != nil {
		return nil, err
	}
	return &isolatedCEL{Driver: driver}, nil
}

// celErrors are the texts by which the API server's validator tells that an expression could not be
// evaluated (k8s.io/apiserver pkg/admission/plugin/cel/activation.go and
// pkg/admission/plugin/policy/validating/validator.go). The driver hands on nothing but the text.
var celErrors = []string{"' resulted in error: ", "compilation error: ", "failed messageExpression: "}

// Query implements drivers.Driver.
func (d *isolatedCEL) Query(ctx context.Context, target string, constraints []*unstructured.Unstructured, review interface{}, opts ...reviews.ReviewOpt) (*drivers.QueryResponse, error) {
	given, ok := review.(*parsedReview)
	if !ok {
		return nil, fmt.Errorf("the review is %T", review)
	}
	request, err := given.raw()
	if err != nil {
		return nil, err
	}
	isolated := &celReview{request: *request, admission: given.admission}
	response, err := d.Driver.Query(ctx, target, constraints, isolated, opts...)
	if err != nil {
		return nil, err
	}
	for _, result := range response.Results {
		for _, text := range celErrors {
			if strings.Contains(result.Msg, text) {
				result.Metadata = map[string]interface{}{errorMark: true}
			}
		}
	}
	return response, nil
}

type celReview struct {
	request   admissionv1.AdmissionRequest
	admission bool
}

// GetAdmissionRequest implements k8scel.ARGetter.
func (r *celReview) GetAdmissionRequest() *admissionv1.AdmissionRequest { return &r.request }

// IsAdmissionRequest implements k8scel.IsAdmissionGetter.
func (r *celReview) IsAdmissionRequest() bool { return r.admission }
