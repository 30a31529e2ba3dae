package kustomize

import (
	"path"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"
)

// IsKustomizationFile tells by a file's name whether it is a directory's kustomization file.
func IsKustomizationFile(file string) bool {
	return slices.Contains(konfig.RecognizedKustomizationFileNames(), path.Base(file))
}
