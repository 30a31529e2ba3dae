package repository_test

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

func fileSystem(t *testing.T, text string) *repository.FileSystem {
	t.Helper()
	snapshot, err := repository.Open(testrepo.New(t, text), repository.Options{Revision: "HEAD", MaxBytes: 2000})
	if err != nil {
		t.Fatal(err)
	}
	return repository.NewFileSystem(context.Background(), repository.Archive("test", snapshot, repository.ArchiveOptions{}))
}

// The file system agrees with kustomize's own on a checkout.
func TestFileSystemAgreesWithTheDisk(t *testing.T) {
	const text = "-- a/x.yaml --\nx\n-- a/b/y.yaml --\ny\n-- z.yaml --\nz\n"
	ours := fileSystem(t, text)
	directory := t.TempDir()
	testrepo.Write(t, directory, testrepo.Files(text))
	disk := filesys.MakeFsOnDisk()
	for _, name := range []string{".", "a", "a/b", "a/b/y.yaml", "a/x.yaml", "z.yaml", "no", "a/no", "a/../z.yaml", "z.yaml/x"} {
		our, their := path.Join(repository.Root, name), filepath.Join(directory, name)
		if ours.Exists(our) != disk.Exists(their) || ours.IsDir(our) != disk.IsDir(their) {
			t.Errorf("Exists or IsDir of %s differ", name)
		}
		ourData, ourErr := ours.ReadFile(our)
		theirData, theirErr := disk.ReadFile(their)
		if string(ourData) != string(theirData) || (ourErr == nil) != (theirErr == nil) {
			t.Errorf("ReadFile of %s differs: %v, %v", name, ourErr, theirErr)
		}
		ourNames, _ := ours.ReadDir(our)
		theirNames, _ := disk.ReadDir(their)
		if fmt.Sprint(ourNames) != fmt.Sprint(theirNames) {
			t.Errorf("ReadDir of %s: %v, want %v", name, ourNames, theirNames)
		}
		ourDir, ourFile, ourErr := ours.CleanedAbs(our)
		theirDir, theirFile, theirErr := disk.CleanedAbs(their)
		if (ourErr == nil) != (theirErr == nil) || ourFile != theirFile ||
			strings.TrimPrefix(string(ourDir), repository.Root) != strings.TrimPrefix(string(theirDir), directory) {
			t.Errorf("CleanedAbs of %s: %s %s %v, want %s %s %v", name, ourDir, ourFile, ourErr, theirDir, theirFile, theirErr)
		}
		if walked(ours, our, repository.Root) != walked(disk, their, directory) {
			t.Errorf("Walk of %s: %s, want %s", name, walked(ours, our, repository.Root), walked(disk, their, directory))
		}
	}
	ourMatches, _ := ours.Glob(repository.Root + "/a/*.yaml")
	if fmt.Sprint(ourMatches) != "["+repository.Root+"/a/x.yaml]" {
		t.Errorf("Glob: %v", ourMatches)
	}
}

func walked(files filesys.FileSystem, root, prefix string) string {
	var names []string
	_ = files.Walk(root, func(name string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		names = append(names, strings.TrimPrefix(name, prefix))
		if info.IsDir() && info.Name() == "b" {
			return filepath.SkipDir
		}
		return nil
	})
	return strings.Join(names, " ")
}

func TestFileSystemCannotBeLeftOrWritten(t *testing.T) {
	files := fileSystem(t, "-- a.yaml --\nmine\n")
	for _, name := range []string{"/etc/passwd", repository.Root + "/../etc/passwd", "/", repository.Root + "/../../x", "../a.yaml"} {
		if data, err := files.ReadFile(name); err == nil {
			t.Errorf("read %q from %s", data, name)
		}
		if files.Exists(name) || files.IsDir(name) {
			t.Errorf("%s exists", name)
		}
		if err := files.WriteFile(name, []byte("x")); err == nil {
			t.Errorf("wrote %s", name)
		}
	}
	if err := files.WriteFile(repository.Root+"/kustomization.yaml", []byte("mine")); err != nil {
		t.Fatal(err)
	}
	if data, err := files.ReadFile(repository.Root + "/kustomization.yaml"); err != nil || string(data) != "mine" {
		t.Fatalf("what was written is not there: %q, %v", data, err)
	}
	for name, err := range map[string]error{
		"Mkdir": files.Mkdir(repository.Root + "/d"), "MkdirAll": files.MkdirAll(repository.Root + "/d/e"),
		"RemoveAll": files.RemoveAll(repository.Root + "/a.yaml"),
	} {
		if err == nil {
			t.Errorf("%s was allowed", name)
		}
	}
}

func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 8; i++ {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return text
}

func TestFileSystemRefusesHostileFiles(t *testing.T) {
	for _, test := range []struct {
		name, path, text, code, file string
		line                         int
	}{
		{"an alias bomb", "b.yaml", "-- b.yaml --\n" + bomb(), repository.AliasBomb, "b.yaml", 6},
		{"an anchor that holds itself", "b.yaml", "-- b.yaml --\na: &a [*a]\n", repository.AliasBomb, "b.yaml", 1},
		{"a large file", "b.yaml", "-- b.yaml --\n" + strings.Repeat("a", 2001), repository.FileTooLarge, "b.yaml", 0},
		{"a link out of the tree", "b.yaml", "-- b.yaml --\nlink: /etc/passwd\n", repository.SymlinkEscape, "b.yaml", 0},
		{"a relative link out of the tree", "a/b.yaml", "-- a/b.yaml --\nlink: ../../x\n", repository.SymlinkEscape, "a/b.yaml", 0},
		{"a path behind a link to a folder outside", "a/etc/passwd", "-- a/etc --\nlink: /etc\n", repository.SymlinkEscape, "a/etc", 0},
		{"a link inside of the tree, which Flux drops", "b.yaml", "-- b.yaml --\nlink: c.yaml\n-- c.yaml --\n", repository.SymlinkIgnored, "b.yaml", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fileSystem(t, test.text)
			if data, err := files.ReadFile(repository.Root + "/" + test.path); err == nil {
				t.Fatalf("read %d bytes", len(data))
			}
			if len(files.Problems()) != 1 {
				t.Fatalf("problems: %v", files.Problems())
			}
			problem := files.Problems()[0]
			if problem.Code != test.code || problem.File != test.file || problem.Line != test.line {
				t.Fatalf("got %s at %s:%d: %s", problem.Code, problem.File, problem.Line, problem.Message)
			}
		})
	}
}

func TestHonestAnchorsAreAllowed(t *testing.T) {
	text := "-- b.yaml --\nbase: &base {a: 1, b: 2}\nlist:\n" + strings.Repeat("- <<: *base\n", 100)
	if _, err := fileSystem(t, text).ReadFile(repository.Root + "/b.yaml"); err != nil {
		t.Fatal(err)
	}
}

// What could change the rest of a build refuses the file as a whole; else what is read names nothing elsewhere.
func TestKustomizationsMayNotNameWhatIsElsewhere(t *testing.T) {
	for _, test := range []struct {
		name, content string
		line          int
		rest          string
	}{
		{"a Git URL", "resources:\n- a.yaml\n- https://github.com/a/b//c?ref=v1\n", 3, "resources:\n    - a.yaml\n"},
		{"a file by HTTP", "resources: [http://169.254.169.254/x]\n", 1, "resources: []\n"},
		{"a host that kustomize knows", "resources:\n- github.com/a/b\nnamePrefix: x\n", 2, "resources: []\nnamePrefix: x\n"},
		{"scp-like", "bases:\n- git@example.com:a/b.git\n", 2, "bases: []\n"},
		{"SSH", "components: ['ssh://git@example.com/a/b']\n", 1, ""},
		{"file", "resources: ['file:///etc']\n", 1, "resources: []\n"},
		{"git::", "resources: ['git::https://x/y']\n", 1, "resources: []\n"},
		{"a patch", "patches:\n- path: https://x/y.yaml\n", 2, ""},
		{"a generator's file", "configMapGenerator:\n- name: a\n  files: ['k.json=https://x/y']\n- name: b\n", 3, "configMapGenerator:\n    - name: b\n"},
		{"a generator's variables", "secretGenerator:\n- name: a\n  envs: ['https://x/y']\n", 3, "secretGenerator: []\n"},
		{"OpenAPI", "openapi:\n  path: https://x/y\n", 2, ""},
		{"a resource with an anchor", "resources: [&a https://x/y]\n", 1, ""},
		{"one of several documents", "resources: [https://x/y]\n---\nresources: []\n", 1, ""},
		{"one beside what is no YAML", "resources: [https://x/y]\n---\na: [\n", 1, ""},
		{"a resource beside a component", "resources: [https://x/y]\ncomponents: [https://x/z]\n", 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fileSystem(t, "-- kustomization.yaml --\n"+test.content)
			rest, err := files.ReadFile(repository.Root + "/kustomization.yaml")
			if refused := err != nil; refused != (test.rest == "") || string(rest) != test.rest {
				t.Fatalf("got %q, %v", rest, err)
			}
			if problem := files.Problems()[0]; problem.Code != repository.RemoteBase || problem.Line != test.line {
				t.Fatalf("got %s at line %d", problem.Code, problem.Line)
			}
		})
	}
	const honest = "resources: [a.yaml, ../github, ./x@y/z]\nnamePrefix: https-\nlabels:\n- pairs: {url: 'https://x/y'}\npatches:\n- patch: |\n    - https://x\n"
	if _, err := fileSystem(t, "-- kustomization.yaml --\n"+honest).ReadFile(repository.Root + "/kustomization.yaml"); err != nil {
		t.Fatal(err)
	}
}

func TestCancelledFileSystemEnds(t *testing.T) {
	snapshot, err := repository.Open(testrepo.New(t, "-- a.yaml --\n"), repository.Options{Revision: "HEAD"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	files := repository.NewFileSystem(ctx, repository.Archive("test", snapshot, repository.ArchiveOptions{}))
	cancel()
	if _, err := files.ReadFile(repository.Root + "/a.yaml"); err == nil {
		t.Fatal("read after the end")
	}
}
