package jail_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/jail"
)

func TestNothingIsFetchedAndNothingIsRun(t *testing.T) {
	t.Setenv("PATH", "/usr/bin:/bin")
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer server.Close()
	if err := jail.Close(); err != nil {
		t.Fatal(err)
	}
	for _, client := range []*http.Client{http.DefaultClient, {}} {
		if _, err := client.Get(server.URL); err == nil || !strings.Contains(err.Error(), "no network") {
			t.Errorf("got %v", err)
		}
	}
	if err := exec.Command("git", "version").Run(); err == nil {
		t.Error("git ran")
	}
}
