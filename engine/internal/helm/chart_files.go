package helm

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/ignore"
)

// loadFolder loads the chart in a folder of a source, without what .helmignore says
// (helm.sh/helm pkg/chart/loader/directory.go, for a file system that is no directory on disk).
func loadFolder(source fs.FS, folder string, limits Limits) (*chart.Chart, error) {
	rules, err := ignoreRules(source, folder)
	if err != nil {
		return nil, err
	}
	var files []*loader.BufferedFile
	var size int64
	err = fs.WalkDir(source, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == folder {
			return err
		}
		relative := strings.TrimPrefix(name, folder+"/")
		info, err := entry.Info()
		if err != nil {
			return err
		}
		switch {
		case rules.Ignore(relative, info) && entry.IsDir():
			return fs.SkipDir
		case rules.Ignore(relative, info) || entry.IsDir():
			return nil
		case !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0:
			return failure(CodeChartInvalid, "the chart in %s has %s, which is no regular file", folder, relative)
		}
		size += info.Size()
		if size > limits.Bytes || len(files) >= limits.Files {
			return failure(CodeTooLarge, "the chart in %s has more than %d files or %d MiB: remove what is no part of it, or list it in .helmignore",
				folder, limits.Files, limits.Bytes>>20)
		}
		data, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		files = append(files, &loader.BufferedFile{Name: relative, Data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return loader.LoadFiles(files)
}

func ignoreRules(source fs.FS, folder string) (*ignore.Rules, error) {
	rules := ignore.Empty()
	data, err := fs.ReadFile(source, path.Join(folder, ".helmignore"))
	switch {
	case err == nil:
		if rules, err = ignore.Parse(bytes.NewReader(data)); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	rules.AddDefaults()
	return rules, nil
}

// loadArchive loads a packaged chart; Helm's loader caps what it unpacks.
func loadArchive(source fs.FS, name string, limits Limits) (*chart.Chart, error) {
	data, err := fs.ReadFile(source, name)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.Bytes {
		return nil, failure(CodeTooLarge, "the chart %s has more than %d MiB", name, limits.Bytes>>20)
	}
	return loader.LoadArchive(bytes.NewReader(data))
}

// loadAt loads the chart at a path, a folder or a package.
func loadAt(source fs.FS, name string, limits Limits) (*chart.Chart, error) {
	name = clean(name)
	info, err := fs.Stat(source, name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return loadArchive(source, name, limits)
	}
	loaded, err := loadFolder(source, name, limits)
	if err != nil {
		return nil, err
	}
	return loaded, addLocalDependencies(source, name, loaded, limits)
}

// clean makes a path of a HelmRelease one of a file system: relative to its root and within it.
func clean(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}

// addLocalDependencies adds the dependencies that Chart.yaml takes from a folder beside it, `file://../x` or
// no repository at all, as source-controller does; those under charts/ are there already.
func addLocalDependencies(source fs.FS, folder string, parent *chart.Chart, limits Limits) error {
	present := map[string]bool{}
	for _, dependency := range parent.Dependencies() {
		present[dependency.Name()] = true
	}
	for _, dependency := range parent.Metadata.Dependencies {
		local, isLocal := strings.CutPrefix(dependency.Repository, "file://")
		if present[dependency.Name] || !isLocal {
			continue
		}
		loaded, err := loadAt(source, path.Join(folder, local), limits)
		if err != nil {
			return failure(CodeChartInvalid, "the chart %s depends on %s in %s: %v", parent.Name(), dependency.Name, dependency.Repository, err)
		}
		parent.AddDependency(loaded)
	}
	return nil
}
