package render

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kustypes "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/kustomize"
	"fleetkeep.dev/engine/internal/repository"
)

// manifestsField is where what stands for an Application names the manifests of a directory without kustomization file.
const manifestsField = "manifests"

// manifests lists what Argo CD takes of a directory of plain manifests, relative to it. A symbolic link counts only where a
// file of its name would: Argo CD then reads what it leads to (reposerver/repository, getPotentiallyValidManifestFile).
func manifests(ctx context.Context, item unit, view *repository.View, source argocd.Source) ([]any, *failure) {
	files := repository.NewFileSystem(ctx, view)
	start := path.Join(repository.Root, source.Path)
	var names []any
	var reason *failure
	_ = files.Walk(start, func(name string, info os.FileInfo, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			reason = failed("build-failed", item.file, item.line, "%s: %v", item.label(), err)
			return err
		}
		if info.IsDir() {
			// A directory below is passed over as a whole, itself included.
			if name != start && !source.Directory.Recurse {
				return filepath.SkipDir
			}
			for _, link := range view.Links(path.Clean(strings.TrimPrefix(strings.TrimPrefix(name, repository.Root), "/"))) {
				if counts(path.Join(repository.Root, link), start, source.Directory) {
					reason = unread(item, "%s is a symbolic link, which is not followed: put the file itself there", link)
					return os.ErrInvalid
				}
			}
			return nil
		}
		reason = takes(item, files, name, &names, start, source.Directory)
		if reason != nil {
			return os.ErrInvalid
		}
		return nil
	})
	if reason == nil {
		reason = refused(files)
	}
	return names, reason
}

// counts tells by its name alone whether a file is read at all.
func counts(name, start string, directory argocd.Directory) bool {
	return (directory.AnyName || argocd.KindOf(name) != argocd.Other) && directory.Takes(strings.TrimPrefix(name, start+"/"))
}

func takes(item unit, files *repository.FileSystem, name string, names *[]any, start string, directory argocd.Directory) *failure {
	shown, _ := relative(name)
	if !counts(name, start, directory) {
		return nil
	}
	if argocd.KindOf(name) == argocd.Jsonnet {
		return unread(item, "%s is Jsonnet, which is not evaluated", shown)
	}
	content, err := files.ReadFile(name)
	if err != nil {
		if reason := refused(files); reason != nil {
			return reason
		}
		return failed("build-failed", shown, 1, "%v", err)
	}
	if bytes.Contains(content, []byte(argocd.SkipMark)) {
		return nil
	}
	if path.Ext(name) != ".json" && !argocd.IsManifest(content) {
		return nil
	}
	if kustomize.IsKustomizationFile(name) {
		return failed("kustomization-applied", shown, 1,
			"%s: %s is a kustomization file, which a source of plain manifests applies as an object: take spec.source.directory away, or give the file's folder a source of its own",
			item.label(), shown)
	}
	*names = append(*names, strings.TrimPrefix(name, start+"/"))
	return nil
}

// manifestsOf are the manifests that stand for a directory; nil where its kustomization file says them. A Kustomization of
// Flux has no such field, whatever is written in it.
func manifestsOf(item kustomization) []any {
	if item.GetKind() != kindApplication {
		return nil
	}
	names, _, _ := unstructured.NestedFieldNoCopy(item.Object, "spec", manifestsField)
	listed, _ := names.([]any)
	return listed
}

// writeManifestList has kustomize build those manifests and no others.
func writeManifestList(files *repository.FileSystem, item kustomization, directory string) error {
	names := manifestsOf(item)
	if names == nil {
		return nil
	}
	content, err := yaml.Marshal(map[string]any{
		"apiVersion": kustypes.KustomizationVersion, "kind": kustypes.KustomizationKind, "resources": names,
	})
	if err != nil {
		return err
	}
	return files.WriteFile(path.Join(directory, "kustomization.yaml"), content)
}
