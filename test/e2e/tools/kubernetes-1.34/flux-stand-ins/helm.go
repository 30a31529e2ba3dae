package main

import (
	"context"

	helmv2 "github.com/fluxcd/helm-controller/api/v2"
	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/runtime/conditions"
	"github.com/fluxcd/pkg/runtime/patch"
	sourcev1 "github.com/fluxcd/source-controller/api/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
)

// standInReason tells a reader of the status that nothing was installed.
const standInReason = "StandIn"

// helmObject is what the stand-in needs of a HelmRelease or a HelmRepository.
type helmObject interface {
	client.Object
	conditions.Setter
}

// helmReconciler marks objects Ready without doing what they ask: the charts are not fetched and nothing is installed.
type helmReconciler struct {
	client.Client
	empty   func() helmObject
	observe func(helmObject)
	message string
	// leave holds the namespace/name of objects that somebody else takes care of.
	leave map[string]bool
}

func setupHelm(mgr ctrl.Manager, leave map[string]bool) error {
	reconcilers := []*helmReconciler{
		{
			empty:   func() helmObject { return &helmv2.HelmRelease{} },
			observe: func(o helmObject) { o.(*helmv2.HelmRelease).Status.ObservedGeneration = o.GetGeneration() },
			message: "the stand-in for helm-controller installs nothing",
			leave:   leave,
		},
		{
			empty:   func() helmObject { return &sourcev1.HelmRepository{} },
			observe: func(o helmObject) { o.(*sourcev1.HelmRepository).Status.ObservedGeneration = o.GetGeneration() },
			message: "the stand-in for source-controller fetches no index",
		},
		{
			empty:   func() helmObject { return &sourcev1.OCIRepository{} },
			observe: func(o helmObject) { o.(*sourcev1.OCIRepository).Status.ObservedGeneration = o.GetGeneration() },
			message: "the stand-in for source-controller pulls no artifact",
		},
	}
	for _, reconciler := range reconcilers {
		reconciler.Client = mgr.GetClient()
		err := ctrl.NewControllerManagedBy(mgr).
			For(reconciler.empty(), builder.WithPredicates(predicate.GenerationChangedPredicate{})).
			Complete(reconciler)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *helmReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	if r.leave[req.String()] {
		return ctrl.Result{}, nil
	}
	object := r.empty()
	if err := r.Get(ctx, req.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	patcher := patch.NewSerialPatcher(object, r.Client)
	conditions.MarkTrue(object, meta.ReadyCondition, standInReason, "%s", r.message)
	r.observe(object)
	return ctrl.Result{}, patcher.Patch(ctx, object, patch.WithFieldOwner("helm-controller"), patch.WithStatusObservedGeneration{})
}
