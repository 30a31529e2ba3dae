package render

import (
	"context"
	"errors"
	"path"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/argocd/applicationset"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// applicationSet makes the Applications of an ApplicationSet. They point to it.
func (r *renderer) applicationSet(ctx context.Context, item unit, sources sources) *outcome {
	var clusters []*unstructured.Unstructured
	key := []string{"application set", item.label(), item.file, item.hash, sources.root.String(), sources.originIdentity()}
	secret := item.secret
	for _, candidate := range sortedObjects(sources.objects) {
		object := sources.objects[candidate]
		if candidate.namespace == item.GetNamespace() && candidate.kind == "Secret" && applicationset.IsCluster(object.parsed) {
			clusters = append(clusters, object.parsed)
			key = append(key, object.Hash)
		}
	}
	// Names and addresses of clusters are no secrets, but what else stands beside them is.
	secret = secret || len(clusters) > 0
	if sources.argo != nil {
		key = append(key, sources.argo.address, sources.argo.revision)
	}
	if view := sources.at(sources.root); view != nil {
		key = append(key, view.ID)
	}
	return r.shared.releases.get(strings.Join(key, "\n"), func() *outcome {
		return r.inTurn(ctx, item, func(ended func()) *outcome {
			read := false
			made, problem := applicationset.Expand(ctx, item.Unstructured, applicationset.Inputs{
				Clusters: clusters, Most: r.resourceLimit, Time: r.timeLimit, Ended: ended,
				Repository: func(address, revision string) (applicationset.Repository, error) {
					view, reason := sources.argoRepository(item, address, revision)
					if reason != nil {
						return nil, errors.New(reason.message())
					}
					read = true
					return viewRepository{view}, nil
				},
			})
			switch {
			case problem != nil && problem.Unknown:
				return failedOutcome(item.label(), unknown("application-set-not-evaluated", item.file, item.line, "%s: %s", item.label(), problem.Message))
			case problem != nil:
				return failedOutcome(item.label(), failed("application-set-invalid", item.file, item.line, "%s: %s", item.label(), problem.Message))
			}
			result := &outcome{state: protocol.KustomizationStatusStateRendered}
			if len(clusters) > 0 {
				result.notes = append(result.notes, "clusters that no Secret in Git registers are not known")
			}
			// Any file may be one that a pattern matches.
			if root := r.snapshot.Tree("."); read && r.reads && root != "" {
				result.read = []string{root}
			}
			for _, application := range made {
				object, err := newObject(application, item.label(), item.file, item.line)
				if err != nil {
					return failedOutcome(item.label(), failed("application-set-invalid", item.file, item.line, "%s: %v", item.label(), err))
				}
				object.secret = object.secret || secret
				result.objects = append(result.objects, object)
			}
			return result
		})
	})
}

// viewRepository shows a view to generators.
type viewRepository struct{ *repository.View }

func (v viewRepository) Files() []string { return v.Paths() }

// Directories lists parents before what is in them, as a walk does.
func (v viewRepository) Directories() []string {
	var directories []string
	known := map[string]bool{".": true}
	var add func(string)
	add = func(directory string) {
		if known[directory] {
			return
		}
		known[directory] = true
		add(path.Dir(directory))
		directories = append(directories, directory)
	}
	for _, name := range v.Paths() {
		add(path.Dir(name))
	}
	return directories
}

func (v viewRepository) Read(name string) ([]byte, error) {
	backing, found := v.File(name)
	if !found {
		return nil, errors.New("it is gone")
	}
	return backing.Read()
}
