package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/git"
	"github.com/fluxcd/pkg/runtime/conditions"
	sourcev1 "github.com/fluxcd/source-controller/api/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// verify checks PGP signatures as source-controller 1.7 does for spec.verify: HEAD the commit, Tag the annotated tag that
// spec.ref selected, TagAndHEAD both, against every key of the Secret. The condition reasons are upstream's.
func (r *gitRepositoryReconciler) verify(ctx context.Context, object *sourcev1.GitRepository, commit *git.Commit) error {
	if object.Spec.Verification == nil || object.Spec.Verification.Mode == "" {
		object.Status.SourceVerificationMode = nil
		conditions.Delete(object, sourcev1.SourceVerifiedCondition)
		return nil
	}
	verified, err := r.signatures(ctx, object, commit)
	if err != nil {
		conditions.MarkFalse(object, sourcev1.SourceVerifiedCondition, err.(*sourceFailure).reason, "%s", err)
		return err
	}
	mode := object.Spec.Verification.GetMode()
	object.Status.SourceVerificationMode = &mode
	conditions.MarkTrue(object, sourcev1.SourceVerifiedCondition, meta.SucceededReason, "verified signature of %s", strings.Join(verified, " and "))
	return nil
}

func (r *gitRepositoryReconciler) signatures(ctx context.Context, object *sourcev1.GitRepository, commit *git.Commit) ([]string, error) {
	verification := object.Spec.Verification
	secret := &corev1.Secret{}
	if err := r.Get(ctx, types.NamespacedName{Namespace: object.Namespace, Name: verification.SecretRef.Name}, secret); err != nil {
		return nil, fail("VerificationError", "PGP public keys secret error: %w", err)
	}
	var keyRings []string
	for _, ring := range secret.Data {
		keyRings = append(keyRings, string(ring))
	}

	var verified []string
	if verification.VerifyTag() {
		tag := commit.ReferencingTag
		if tag == nil {
			return nil, fail("InvalidVerificationMode", "cannot verify tag object's signature if a tag reference is not specified")
		}
		if !git.IsSignedTag(*tag) {
			return nil, fail("InvalidGitObject", "cannot verify signature of tag '%s' since it is not signed", tag)
		}
		key, err := tag.Verify(keyRings...)
		if err != nil {
			return nil, fail("InvalidTagSignature", "signature verification of tag '%s' failed: %w", tag, err)
		}
		verified = append(verified, fmt.Sprintf("tag '%s' with key '%s'", tag, key))
	}
	if verification.VerifyHEAD() {
		key, err := commit.Verify(keyRings...)
		if err != nil {
			return nil, fail("InvalidCommitSignature", "signature verification of commit '%s' failed: %w", commit.Hash, err)
		}
		verified = append(verified, fmt.Sprintf("commit '%s' with key '%s'", commit.Hash, key))
	}
	return verified, nil
}
