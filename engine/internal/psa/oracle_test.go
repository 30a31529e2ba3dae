package psa

import (
	"encoding/json"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

var (
	podCount = flag.Int("pods", 2_000, "how many pods are compared with the oracle")
	seed     = flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the generated pods; printed when they disagree")
)

// kindsOf are the constraint kinds that stand for a check of the standard, each with the ending of the fields by which
// its violations belong to the check; "" is all.
var kindsOf = map[policy.CheckID]map[string]string{
	"allowPrivilegeEscalation":   {"K8sPSPAllowPrivilegeEscalationContainer": ""},
	"appArmorProfile":            {"K8sPSPAppArmor": ""},
	"capabilities_baseline":      {"K8sPSPCapabilities": ""},
	"capabilities_restricted":    {"K8sPSPCapabilities": ""},
	"hostNamespaces":             {"K8sPSPHostNamespace": "", "K8sPSPHostNetworkingPorts": "hostNetwork"},
	"hostPathVolumes":            {"K8sPSPHostFilesystem": ""},
	"hostPorts":                  {"K8sPSPHostNetworkingPorts": "hostPort"},
	"hostProbesAndHostLifecycle": {"K8sPSPHostProbesLifecycle": ""},
	"privileged":                 {"K8sPSPPrivilegedContainer": ""},
	"procMount":                  {"K8sPSPProcMount": ""},
	"procMount_restricted":       {"K8sPSPProcMount": ""},
	"restrictedVolumes":          {"K8sPSPVolumeTypes": ""},
	"runAsNonRoot":               {"K8sPSSRunAsNonRoot": "runAsNonRoot"},
	"runAsUser":                  {"K8sPSSRunAsNonRoot": "runAsUser"},
	"seLinuxOptions":             {"K8sPSPSELinuxV2": ""},
	"seccompProfile_baseline":    {"K8sPSPSeccompV2": ""},
	"seccompProfile_restricted":  {"K8sPSPSeccompV2": ""},
	"sysctls":                    {"K8sPSPForbiddenSysctls": ""},
	"windowsHostProcess":         {"K8sPSPHostProcess": ""},
}

// comparison holds a check of the standard against the constraints of a pack that stand for it.
type comparison struct {
	check   policy.CheckID
	edition edition
	oracle  policy.CheckPodFn
}

func (c comparison) String() string { return fmt.Sprintf("%s in %s", c.check, c.edition) }

// comparisonsOf are all checks that a level runs in an edition. What restricted demands may replace what baseline does.
func comparisonsOf(t *testing.T, e edition) []comparison {
	t.Helper()
	overridden := map[policy.CheckID]bool{}
	var comparisons []comparison
	for _, check := range policy.DefaultChecks() {
		versioned := versionOf(check, e.version(t))
		if versioned == nil || (e.Level == api.LevelBaseline && check.Level == api.LevelRestricted) {
			continue
		}
		for _, id := range versioned.OverrideCheckIDs {
			// Nothing keeps the weaker check from being compared where a kind of its own stands for it.
			overridden[id] = id != "hostPathVolumes"
		}
		comparisons = append(comparisons, comparison{check.ID, e, versioned.CheckPod})
	}
	return slices.DeleteFunc(comparisons, func(c comparison) bool { return overridden[c.check] })
}

// versionOf is the newest form of a check that an edition has; nil when it has none.
func versionOf(check policy.Check, version api.Version) *policy.VersionedCheck {
	var found *policy.VersionedCheck
	for index := range check.Versions {
		if !version.Older(check.Versions[index].MinimumVersion) {
			found = &check.Versions[index]
		}
	}
	return found
}

// TestEveryCheckIsTheStandards compares verdicts check by check, in every level and edition, on generated pods.
func TestEveryCheckIsTheStandards(t *testing.T) {
	judge := newJudge(t, loadPolicySet(t))
	t.Logf("-seed %d -pods %d", *seed, *podCount)
	var comparisons []comparison
	for _, e := range judge.set.Editions {
		comparisons = append(comparisons, comparisonsOf(t, e)...)
	}
	denied := make([]int, len(comparisons))
	disagreements := 0
	var mutex sync.Mutex
	forEachPod(func(index int) {
		pod := newGenerator(*seed, uint64(index)).pod(index)
		typed := decode[corev1.Pod](t, pod)
		findings := judge.of(t, request{operation: "CREATE", pod: pod})
		mutex.Lock()
		defer mutex.Unlock()
		for position, c := range comparisons {
			theirs := c.oracle(&typed.ObjectMeta, &typed.Spec)
			if !theirs.Allowed {
				denied[position]++
			}
			ours := findings(c)
			if theirs.Allowed == (len(ours) == 0) {
				continue
			}
			disagreements++
			if disagreements <= 5 {
				t.Errorf("%s: the standard says allowed=%t %s, we say %v\n-seed %d, pod %d:\n%s",
					c, theirs.Allowed, theirs.ForbiddenDetail, ours, *seed, index, encode(t, pod))
			}
		}
	})
	t.Logf("%d pods, %d comparisons, %d disagreements", *podCount, *podCount*len(comparisons), disagreements)
	for position, c := range comparisons {
		share := 100 * float64(denied[position]) / float64(*podCount)
		if testing.Verbose() && c.edition.Version == judge.set.Editions[len(judge.set.Editions)-1].Version {
			t.Logf("%-50s denied %5.1f %%", c, share)
		}
		if *podCount >= 1000 && (share < 1 || share > 99) {
			t.Errorf("%s: %d of %d pods denied: the generator does not try both verdicts", c, denied[position], *podCount)
		}
	}
}

// TestNothingIsOverlooked: a pack covers exactly the checks of its level and edition, and each of them is compared.
func TestNothingIsOverlooked(t *testing.T) {
	set := loadPolicySet(t)
	for _, e := range set.Editions {
		if len(e.Uncovered) != 0 {
			t.Errorf("%s leaves out %v", e, e.Uncovered)
		}
		named := map[string]bool{}
		for _, check := range e.Covered {
			named[check] = true
		}
		for _, check := range policy.DefaultChecks() {
			if versionOf(check, e.version(t)) == nil || (e.Level == api.LevelBaseline && check.Level == api.LevelRestricted) {
				continue
			}
			if !named[string(check.ID)] {
				t.Errorf("%s does not mention %s", e, check.ID)
			}
			if kindsOf[check.ID] == nil {
				t.Errorf("%s is compared with nothing", check.ID)
			}
			delete(named, string(check.ID))
		}
		if len(named) != 0 {
			t.Errorf("%s names checks that the standard does not have: %v", e, named)
		}
	}
	newest := set.Editions[len(set.Editions)-1].version(t)
	for _, check := range policy.DefaultChecks() {
		for _, versioned := range check.Versions {
			if newest.Older(versioned.MinimumVersion) {
				t.Errorf("the standard changes %s in %s, which the pack does not know", check.ID, versioned.MinimumVersion.String())
			}
		}
	}
}

// forEachPod calls judge with the index of every pod, on all cores.
func forEachPod(judge func(index int)) {
	indexes := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for index := range indexes {
				judge(index)
			}
		})
	}
	for index := range *podCount {
		indexes <- index
	}
	close(indexes)
	workers.Wait()
}

func encode(t *testing.T, object object) []byte {
	t.Helper()
	raw, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// decode is what an API server makes of an object.
func decode[T any](t *testing.T, object object) *T {
	t.Helper()
	typed := fromJSON[T](t, encode(t, object))
	return &typed
}

// ending keeps the findings whose field ends with a text.
func ending(findings []finding, text string) []finding {
	var kept []finding
	for _, f := range findings {
		if strings.HasSuffix(f.Field, text) {
			kept = append(kept, f)
		}
	}
	return kept
}
