package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/artifact/storage"
	"github.com/fluxcd/pkg/git"
	"github.com/fluxcd/pkg/git/gogit"
	"github.com/fluxcd/pkg/git/repository"
	"github.com/fluxcd/pkg/runtime/conditions"
	"github.com/fluxcd/pkg/runtime/patch"
	"github.com/fluxcd/pkg/runtime/predicates"
	"github.com/fluxcd/pkg/sourceignore"
	sourcev1 "github.com/fluxcd/source-controller/api/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const fieldOwner = "source-controller"

// gitRepositoryReconciler turns commits of local repositories into artifacts. Checkout, signatures, ignore rules and
// archives are Flux's own packages; what is ours is the loop around them.
type gitRepositoryReconciler struct {
	client.Client
	storage *storage.Storage
	mirrors mirrors
}

func (r *gitRepositoryReconciler) setup(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		For(&sourcev1.GitRepository{}, builder.WithPredicates(
			predicate.Or(predicate.GenerationChangedPredicate{}, predicates.ReconcileRequestedPredicate{}))).
		WithOptions(controller.Options{
			// As upstream's defaults --min-retry-delay and --max-retry-delay, but a test does not wait 15 minutes.
			RateLimiter: workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](750*time.Millisecond, 10*time.Second),
		}).
		Complete(r)
}

// Reconcile publishes the commit that spec.ref selects, or keeps the last artifact and says why not.
func (r *gitRepositoryReconciler) Reconcile(ctx context.Context, req ctrl.Request) (_ ctrl.Result, result error) {
	object := &sourcev1.GitRepository{}
	if err := r.Get(ctx, req.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if object.Spec.Suspend || !object.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, nil
	}

	patcher := patch.NewSerialPatcher(object, r.Client)
	err := r.reconcile(ctx, object)
	if err != nil {
		reason := meta.FailedReason
		var failure *sourceFailure
		if errors.As(err, &failure) {
			reason = failure.reason
		}
		conditions.MarkFalse(object, meta.ReadyCondition, reason, "%s", err)
	} else {
		conditions.MarkTrue(object, meta.ReadyCondition, meta.SucceededReason, "stored artifact for revision '%s'", object.Status.Artifact.Revision)
	}
	object.Status.ObservedGeneration = object.Generation
	if requested, ok := meta.ReconcileAnnotationValue(object.GetAnnotations()); ok {
		object.Status.SetLastHandledReconcileRequest(requested)
	}
	owned := patch.WithOwnedConditions{Conditions: []string{
		meta.ReadyCondition, sourcev1.SourceVerifiedCondition, sourcev1.FetchFailedCondition, sourcev1.ArtifactInStorageCondition}}
	if patchError := patcher.Patch(ctx, object, owned, patch.WithFieldOwner(fieldOwner)); patchError != nil {
		return ctrl.Result{}, errors.Join(err, patchError)
	}
	return ctrl.Result{RequeueAfter: object.GetRequeueAfter()}, err
}

// sourceFailure carries the condition reason that upstream gives the failure.
type sourceFailure struct {
	reason string
	err    error
}

func (f *sourceFailure) Error() string { return f.err.Error() }
func (f *sourceFailure) Unwrap() error { return f.err }

func fail(reason, format string, arguments ...any) error {
	return &sourceFailure{reason: reason, err: fmt.Errorf(format, arguments...)}
}

func (r *gitRepositoryReconciler) reconcile(ctx context.Context, object *sourcev1.GitRepository) error {
	if len(object.Spec.Include) > 0 || object.Spec.RecurseSubmodules {
		return fail("Unsupported", "the stand-in for source-controller serves neither spec.include nor submodules")
	}
	directory, err := os.MkdirTemp("", "git-repository-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)

	commit, err := r.checkout(ctx, object, directory)
	if err != nil {
		conditions.MarkTrue(object, sourcev1.FetchFailedCondition, sourcev1.GitOperationFailedReason, "%s", err)
		return err
	}
	conditions.Delete(object, sourcev1.FetchFailedCondition)
	if err := r.verify(ctx, object, commit); err != nil {
		return err
	}
	return r.publish(object, commit, directory)
}

func (r *gitRepositoryReconciler) checkout(ctx context.Context, object *sourcev1.GitRepository, directory string) (*git.Commit, error) {
	local, known := r.mirrors[object.Spec.URL]
	if !known {
		return nil, fail(sourcev1.GitOperationFailedReason, "no local repository stands for %s; known: %s", object.Spec.URL, r.mirrors)
	}
	if credential := object.Spec.SecretRef; credential != nil {
		name := types.NamespacedName{Namespace: object.Namespace, Name: credential.Name}
		if err := r.Get(ctx, name, &corev1.Secret{}); err != nil {
			return nil, fail(sourcev1.AuthenticationFailedReason, "failed to get secret '%s': %w", name, err)
		}
	}
	options := repository.CloneConfig{ShallowClone: true}
	if ref := object.Spec.Reference; ref != nil {
		options.Branch, options.Commit, options.Tag, options.SemVer, options.RefName = ref.Branch, ref.Commit, ref.Tag, ref.SemVer, ref.Name
	}
	for _, path := range object.Spec.SparseCheckout {
		options.SparseCheckoutDirectories = append(options.SparseCheckoutDirectories, strings.TrimPrefix(path, "./"))
	}
	// Without options it refuses; with these and nothing in them it sends no credential.
	reader, err := gogit.NewClient(directory, &git.AuthOptions{Transport: git.HTTP}, gogit.WithDiskStorage())
	if err != nil {
		return nil, fail(sourcev1.GitOperationFailedReason, "failed to create Git client: %w", err)
	}
	defer reader.Close()
	commit, err := reader.Clone(ctx, "file://"+local, options)
	if err != nil {
		return nil, fail(sourcev1.GitOperationFailedReason, "failed to checkout and determine revision: %w", err)
	}
	if commit == nil {
		return nil, fail("EmptyGitRepository", "git repository is empty")
	}
	return commit, nil
}

func (r *gitRepositoryReconciler) publish(object *sourcev1.GitRepository, commit *git.Commit, directory string) error {
	revision := commit.String()
	if object.Spec.Reference != nil && object.Spec.Reference.Name != "" {
		revision = commit.AbsoluteReference()
	}
	// The file carries the generation too: spec.ignore changes what one commit's artifact holds.
	artifact := r.storage.NewArtifactFor(object.Kind, object.GetObjectMeta(), revision, fmt.Sprintf("%s-%d.tar.gz", commit.Hash, object.Generation))
	current := object.GetArtifact()
	if current != nil && current.Path == artifact.Path && current.HasRevision(revision) && r.storage.ArtifactExist(*current) {
		return nil
	}
	domain := strings.Split(directory, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(directory, domain)
	if err != nil {
		return fail("SourceIgnoreError", "failed to load source ignore patterns from repository: %w", err)
	}
	if object.Spec.Ignore != nil {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(*object.Spec.Ignore), domain)...)
	}
	if err := r.storage.MkdirAll(artifact); err != nil {
		return fail(sourcev1.DirCreationFailedReason, "failed to create artifact directory: %w", err)
	}
	if err := r.storage.Archive(&artifact, directory, storage.SourceIgnoreFilter(patterns, domain)); err != nil {
		return fail(sourcev1.ArchiveOperationFailedReason, "unable to archive artifact to storage: %w", err)
	}
	object.Status.Artifact = artifact.DeepCopy()
	object.Status.ObservedIgnore = object.Spec.Ignore
	object.Status.ObservedSparseCheckout = object.Spec.SparseCheckout
	conditions.MarkTrue(object, sourcev1.ArtifactInStorageCondition, meta.SucceededReason, "stored artifact for revision '%s'", revision)
	return nil
}
