// Stand-ins for the two Flux controllers that cannot be built here (a dependency of each is missing from the module
// registry). They are honest substitutes, not the real programs: README.md of test/e2e says what each does and leaves out.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	helmv2 "github.com/fluxcd/helm-controller/api/v2"
	"github.com/fluxcd/pkg/artifact/config"
	"github.com/fluxcd/pkg/artifact/storage"
	sourcev1 "github.com/fluxcd/source-controller/api/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// mirrors maps the URL that a GitRepository names to the local repository whose commits are served for it.
type mirrors map[string]string

func (m mirrors) String() string { return fmt.Sprint(map[string]string(m)) }

func (m mirrors) Set(value string) error {
	url, directory, found := strings.Cut(value, "=")
	if !found || url == "" || directory == "" {
		return fmt.Errorf("%q is not URL=DIRECTORY", value)
	}
	m[url] = directory
	return nil
}

func main() {
	repositories := mirrors{}
	var storagePath string
	flag.Var(repositories, "repository", "URL=DIRECTORY: serve the local Git repository DIRECTORY where a GitRepository names URL (repeatable)")
	flag.StringVar(&storagePath, "storage-path", "", "folder for the artifacts")
	leave := map[string]bool{}
	flag.Func("leave", "NAMESPACE/NAME of a HelmRelease that is not marked Ready: somebody else installs it (repeatable)", func(name string) error {
		leave[name] = true
		return nil
	})
	flag.Parse()

	if err := run(repositories, storagePath, leave); err != nil {
		fmt.Fprintln(os.Stderr, "flux-stand-ins:", err)
		os.Exit(1)
	}
}

func run(repositories mirrors, storagePath string, leave map[string]bool) error {
	ctrl.SetLogger(zap.New(zap.UseDevMode(false)))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	artifacts, err := storage.New(&config.Options{
		StoragePath:              storagePath,
		StorageAddress:           listener.Addr().String(),
		StorageAdvAddress:        listener.Addr().String(),
		ArtifactRetentionTTL:     time.Minute,
		ArtifactRetentionRecords: 2,
		ArtifactDigestAlgo:       "sha256",
	})
	if err != nil {
		return fmt.Errorf("storage %s: %w", storagePath, err)
	}

	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, sourcev1.AddToScheme, helmv2.AddToScheme} {
		if err := add(scheme); err != nil {
			return err
		}
	}
	mgr, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{Scheme: scheme, Metrics: metricsserver.Options{BindAddress: "0"}})
	if err != nil {
		return err
	}
	if err := mgr.Add(serve(listener, storagePath)); err != nil {
		return err
	}
	sources := &gitRepositoryReconciler{Client: mgr.GetClient(), storage: artifacts, mirrors: repositories}
	if err := sources.setup(mgr); err != nil {
		return err
	}
	if err := setupHelm(mgr, leave); err != nil {
		return err
	}
	return mgr.Start(ctrl.SetupSignalHandler())
}

func serve(listener net.Listener, directory string) manager.RunnableFunc {
	return func(ctx context.Context) error {
		server := &http.Server{Handler: http.FileServer(http.Dir(directory)), ReadHeaderTimeout: 10 * time.Second}
		go func() {
			<-ctx.Done()
			_ = server.Close()
		}()
		if err := server.Serve(listener); err != http.ErrServerClosed {
			return err
		}
		return nil
	}
}
