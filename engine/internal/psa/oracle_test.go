package psa

import (
	"encoding/json"
	"flag"
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

// comparison holds a check of the standard against the constraints of a pack that stand for it.
type comparison struct {
	check string
	pack  string
	// version of the standard that the pack implements.
	version api.Version
	// constraint kinds, each with the ending of the fields by which its violations belong to the check; "" is all.
	kinds map[string]string
}

var newest = api.MajorMinorVersion(1, 36)

var comparisons = []comparison{
	{"privileged", "pod-security-baseline", newest, map[string]string{"K8sPSPPrivilegedContainer": ""}},
	{"hostNamespaces", "pod-security-baseline", newest, map[string]string{"K8sPSPHostNamespace": "", "K8sPSPHostNetworkingPorts": "hostNetwork"}},
	{"hostPorts", "pod-security-baseline", newest, map[string]string{"K8sPSPHostNetworkingPorts": "hostPort"}},
	{"capabilities_baseline", "pod-security-baseline", newest, map[string]string{"K8sPSPCapabilities": ""}},
	{"hostPathVolumes", "pod-security-baseline", newest, map[string]string{"K8sPSPHostFilesystem": ""}},
	{"windowsHostProcess", "pod-security-baseline", newest, map[string]string{"K8sPSPHostProcess": ""}},
	{"seccompProfile_baseline", "pod-security-baseline", newest, map[string]string{"K8sPSPSeccompV2": ""}},
	{"privileged", "pod-security-restricted", newest, map[string]string{"K8sPSPPrivilegedContainer": ""}},
	{"hostNamespaces", "pod-security-restricted", newest, map[string]string{"K8sPSPHostNamespace": "", "K8sPSPHostNetworkingPorts": "hostNetwork"}},
	{"hostPorts", "pod-security-restricted", newest, map[string]string{"K8sPSPHostNetworkingPorts": "hostPort"}},
	{"hostPathVolumes", "pod-security-restricted", newest, map[string]string{"K8sPSPHostFilesystem": ""}},
	{"windowsHostProcess", "pod-security-restricted", newest, map[string]string{"K8sPSPHostProcess": ""}},
	{"capabilities_restricted", "pod-security-restricted", newest, map[string]string{"K8sPSPCapabilities": ""}},
	{"seccompProfile_restricted", "pod-security-restricted", newest, map[string]string{"K8sPSPSeccompV2": ""}},
	{"allowPrivilegeEscalation", "pod-security-restricted", newest, map[string]string{"K8sPSPAllowPrivilegeEscalationContainer": ""}},
	{"restrictedVolumes", "pod-security-restricted", newest, map[string]string{"K8sPSPVolumeTypes": ""}},
	{"runAsNonRoot", "pod-security-restricted", newest, map[string]string{"K8sPSSRunAsNonRoot": "runAsNonRoot"}},
	{"runAsUser", "pod-security-restricted", newest, map[string]string{"K8sPSSRunAsNonRoot": "runAsUser"}},
	{"runAsNonRoot", "pod-security-restricted-1.34", api.MajorMinorVersion(1, 34), map[string]string{"K8sPSSRunAsNonRoot": "runAsNonRoot"}},
	{"runAsUser", "pod-security-restricted-1.34", api.MajorMinorVersion(1, 34), map[string]string{"K8sPSSRunAsNonRoot": "runAsUser"}},
}

// checkPod is the standard's own implementation of a check, in an edition.
func checkPod(t *testing.T, id string, version api.Version) policy.CheckPodFn {
	t.Helper()
	for _, check := range policy.DefaultChecks() {
		if string(check.ID) != id {
			continue
		}
		var found policy.CheckPodFn
		for _, versioned := range check.Versions {
			if !version.Older(versioned.MinimumVersion) {
				found = versioned.CheckPod
			}
		}
		if found != nil {
			return found
		}
	}
	t.Fatalf("the standard has no check %s in %s", id, version.String())
	return nil
}

// TestEveryPodIsJudgedAsByTheStandard compares verdicts check by check on generated pods.
func TestEveryPodIsJudgedAsByTheStandard(t *testing.T) {
	judge := newJudge(t)
	t.Logf("-seed %d -pods %d", *seed, *podCount)
	oracles := make([]policy.CheckPodFn, len(comparisons))
	for position, c := range comparisons {
		oracles[position] = checkPod(t, c.check, c.version)
	}
	denied := make([]int, len(comparisons))
	disagreements := 0
	var mutex sync.Mutex
	forEachPod(func(index int) {
		pod := newGenerator(*seed, uint64(index)).pod(index)
		typed := decode(t, pod)
		findings := judge.of(t, request{operation: "CREATE", pod: pod})
		mutex.Lock()
		defer mutex.Unlock()
		for position, c := range comparisons {
			theirs := oracles[position](&typed.ObjectMeta, &typed.Spec)
			if !theirs.Allowed {
				denied[position]++
			}
			ours := findings(c)
			if theirs.Allowed == (len(ours) == 0) {
				continue
			}
			disagreements++
			if disagreements <= 5 {
				t.Errorf("%s in %s: the standard says allowed=%t %s, we say %v\n-seed %d, pod %d:\n%s",
					c.check, c.pack, theirs.Allowed, theirs.ForbiddenDetail, ours, *seed, index, encode(t, pod))
			}
		}
	})
	t.Logf("%d comparisons, %d disagreements", *podCount*len(comparisons), disagreements)
	for position, c := range comparisons {
		t.Logf("%-30s %-30s denied %5.1f %%", c.pack, c.check, 100*float64(denied[position])/float64(*podCount))
		if *podCount >= 1000 && (denied[position] < *podCount/100 || denied[position] > *podCount*99/100) {
			t.Errorf("%s: %d of %d pods denied: the generator does not try both verdicts", c.check, denied[position], *podCount)
		}
	}
}

// TestNothingIsOverlooked: a pack names each check of its level, covered or not, and what it says to cover is compared.
func TestNothingIsOverlooked(t *testing.T) {
	set := loadPolicySet(t)
	compared := map[string]bool{}
	for _, c := range comparisons {
		compared[c.pack+" "+c.check] = true
	}
	for pack, levels := range map[string][]api.Level{
		"pod-security-baseline":   {api.LevelBaseline},
		"pod-security-restricted": {api.LevelBaseline, api.LevelRestricted},
	} {
		named := map[string]bool{}
		for _, check := range set.Coverage[pack].Covered {
			named[check] = true
			// What restricted demands replaces what baseline demands.
			if !compared[pack+" "+check] && !strings.HasSuffix(check, "_baseline") {
				t.Errorf("%s says that it covers %s, which is compared with nothing", pack, check)
			}
		}
		for _, check := range set.Coverage[pack].Uncovered {
			named[check] = true
		}
		for _, check := range policy.DefaultChecks() {
			if slices.Contains(levels, check.Level) && !named[string(check.ID)] {
				t.Errorf("%s does not mention %s", pack, check.ID)
			}
			delete(named, string(check.ID))
		}
		if len(named) != 0 {
			t.Errorf("%s names checks that the standard does not have: %v", pack, named)
		}
	}
}

// TestUpdates: what an expanded pod's update says, what an unchanged pod's update does not say, and what a new
// ephemeral container brings back.
func TestUpdates(t *testing.T) {
	judge := newJudge(t)
	t.Logf("-seed %d", *seed)
	for index := range 200 {
		pod := newGenerator(*seed, uint64(index)).pod(index)
		created := judge.of(t, request{operation: "CREATE", pod: pod})
		workloadUpdated := judge.of(t, request{operation: "UPDATE", pod: pod})
		touched := judge.of(t, request{operation: "UPDATE", pod: pod, old: relabelled(pod)})
		deleted := judge.of(t, request{operation: "DELETE", pod: pod, old: pod})
		debugged := judge.of(t, request{operation: "UPDATE", pod: pod, old: withoutEphemeralContainers(pod)})
		hasEphemeral := pod["spec"].(object)["ephemeralContainers"] != nil
		for _, c := range comparisons {
			if len(workloadUpdated(c)) != len(created(c)) {
				t.Errorf("pod %d, %s: an update of the workload says %v, its creation %v", index, c.check, workloadUpdated(c), created(c))
			}
			if len(touched(c)) != 0 || len(deleted(c)) != 0 {
				t.Errorf("pod %d, %s: a label or a deletion is denied: %v %v", index, c.check, touched(c), deleted(c))
			}
			if hasEphemeral && len(debugged(c)) != len(created(c)) {
				t.Errorf("pod %d, %s: a new ephemeral container says %v, its creation %v", index, c.check, debugged(c), created(c))
			}
		}
	}
}

func relabelled(pod object) object {
	return object{"apiVersion": "v1", "kind": "Pod", "metadata": object{"name": "old", "labels": object{"a": "b"}}, "spec": pod["spec"]}
}

func withoutEphemeralContainers(pod object) object {
	spec := object{}
	for field, value := range pod["spec"].(object) {
		if field != "ephemeralContainers" {
			spec[field] = value
		}
	}
	return object{"apiVersion": "v1", "kind": "Pod", "metadata": pod["metadata"], "spec": spec}
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

func encode(t *testing.T, pod object) []byte {
	t.Helper()
	raw, err := json.Marshal(pod)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t *testing.T, pod object) *corev1.Pod {
	t.Helper()
	typed := &corev1.Pod{}
	if err := json.Unmarshal(encode(t, pod), typed); err != nil {
		t.Fatalf("%v:\n%s", err, encode(t, pod))
	}
	return typed
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
