package psa

import (
	"fmt"
	"math/rand/v2"
)

// generator makes pods as people write them: fields absent, null, empty, harmless or harmful. Each pod has its own
// carelessness, so that clean pods, pods with a single flaw and wild ones all turn up.
type generator struct {
	random       *rand.Rand
	carelessness float64
}

type object = map[string]any

func newGenerator(seed, index uint64) *generator {
	random := rand.New(rand.NewPCG(seed, index))
	return &generator{random: random, carelessness: []float64{0, 0.01, 0.05, 0.2, 0.6}[random.IntN(5)]}
}

// flawed says whether to depart from what the restricted level wants.
func (g *generator) flawed() bool { return g.random.Float64() < g.carelessness }

func (g *generator) chance(probability float64) bool { return g.random.Float64() < probability }

func pick[T any](g *generator, values ...T) T { return values[g.random.IntN(len(values))] }

// unset leaves the field out of an object.
type unset struct{}

func (g *generator) set(o object, field string, value any) {
	if _, absent := value.(unset); !absent {
		o[field] = value
	}
}

func (g *generator) pod(index int) object {
	spec := object{}
	if g.chance(0.5) {
		g.set(spec, "initContainers", g.containers("init", g.random.IntN(3)))
	}
	spec["containers"] = g.containers("app", 1+g.random.IntN(3))
	if g.chance(0.3) {
		g.set(spec, "ephemeralContainers", g.containers("debug", g.random.IntN(3)))
	}
	for _, field := range []string{"hostPID", "hostIPC", "hostNetwork"} {
		g.set(spec, field, g.flag(true))
	}
	g.set(spec, "hostUsers", pick[any](g, unset{}, unset{}, unset{}, nil, true, false))
	g.set(spec, "os", pick[any](g, unset{}, unset{}, unset{}, nil, object{"name": "linux"}, object{"name": "windows"}))
	g.set(spec, "securityContext", g.podSecurityContext())
	g.set(spec, "volumes", g.volumes())
	metadata := object{"name": fmt.Sprintf("pod-%d", index), "namespace": "shop"}
	g.set(metadata, "annotations", g.annotations())
	return object{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
}

// annotations of AppArmor, for containers that exist and for one that does not; those of seccomp, which no edition from
// 1.19 on looks at; and one that means nothing.
func (g *generator) annotations() any {
	if g.chance(0.6) {
		return pick[any](g, unset{}, nil, object{}, object{"team": "unconfined"})
	}
	annotations := object{}
	for _, container := range []string{"init-0", "app-0", "app-1", "debug-0", "stranger"} {
		key := "container.apparmor.security.beta.kubernetes.io/" + container
		switch {
		case g.flawed():
			annotations[key] = pick(g, "unconfined", "RuntimeDefault", "localhost", "not configured", "runtime/default ")
		case g.chance(0.3):
			annotations[key] = pick(g, "", "runtime/default", "localhost/", "localhost/web")
		}
	}
	if g.chance(0.2) {
		key := pick(g, "seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/app-0")
		annotations[key] = pick(g, "unconfined", "runtime/default")
	}
	return annotations
}

// flag is a boolean whose harmful value is given.
func (g *generator) flag(harmful bool) any {
	if g.flawed() {
		return harmful
	}
	return pick[any](g, unset{}, unset{}, nil, !harmful)
}

func (g *generator) containers(prefix string, count int) any {
	if count == 0 {
		return pick[any](g, nil, []any{})
	}
	containers := []any{}
	for index := range count {
		container := object{"name": fmt.Sprintf("%s-%d", prefix, index)}
		if !g.chance(0.1) {
			container["image"] = "registry.example.com/shop/web:1"
		}
		g.set(container, "securityContext", g.securityContext())
		// API servers refuse ports, probes and hooks of debug containers; the standard looks at them all the same.
		g.set(container, "ports", g.ports())
		if prefix == "init" && g.chance(0.3) {
			container["restartPolicy"] = "Always"
		}
		for _, probe := range []string{"livenessProbe", "readinessProbe", "startupProbe"} {
			g.set(container, probe, g.handler())
		}
		g.set(container, "lifecycle", g.lifecycle())
		containers = append(containers, container)
	}
	return containers
}

// handler asks something of a container, by HTTP, a socket or a command.
func (g *generator) handler() any {
	if g.chance(0.6) {
		return pick[any](g, unset{}, nil, object{}, object{"exec": object{"command": []any{"true"}}})
	}
	action := object{"port": 8080}
	if g.flawed() {
		action["host"] = pick(g, "127.0.0.1", "::1", "localhost", "metadata.internal", " ")
	} else {
		g.set(action, "host", pick[any](g, unset{}, nil, ""))
	}
	handler := object{pick(g, "httpGet", "tcpSocket"): action}
	if g.chance(0.1) {
		handler["tcpSocket"] = nil
	}
	return handler
}

func (g *generator) lifecycle() any {
	if g.chance(0.7) {
		return pick[any](g, unset{}, nil, object{})
	}
	lifecycle := object{}
	g.set(lifecycle, "postStart", g.handler())
	g.set(lifecycle, "preStop", g.handler())
	return lifecycle
}

func (g *generator) ports() any {
	if g.chance(0.5) {
		return pick[any](g, unset{}, nil, []any{})
	}
	ports := []any{}
	for range 1 + g.random.IntN(2) {
		port := object{"containerPort": 8000 + g.random.IntN(100)}
		if g.flawed() {
			port["hostPort"] = 1 + g.random.IntN(65535)
		} else {
			g.set(port, "hostPort", pick[any](g, unset{}, nil, 0))
		}
		ports = append(ports, port)
	}
	return ports
}

func (g *generator) securityContext() any {
	if g.flawed() {
		return pick[any](g, unset{}, nil, object{})
	}
	context := object{}
	g.set(context, "privileged", g.flag(true))
	if g.flawed() {
		g.set(context, "allowPrivilegeEscalation", pick[any](g, unset{}, nil, true))
	} else {
		context["allowPrivilegeEscalation"] = false
	}
	g.set(context, "capabilities", g.capabilities())
	g.set(context, "seccompProfile", g.seccompProfile())
	g.set(context, "runAsNonRoot", g.runAsNonRoot())
	g.set(context, "runAsUser", g.runAsUser())
	g.set(context, "windowsOptions", g.windowsOptions())
	g.set(context, "appArmorProfile", g.appArmorProfile())
	g.set(context, "seLinuxOptions", g.seLinuxOptions())
	g.set(context, "procMount", g.procMount())
	return context
}

func (g *generator) podSecurityContext() any {
	if g.flawed() || g.chance(0.1) {
		return pick[any](g, unset{}, nil, object{})
	}
	context := object{}
	g.set(context, "seccompProfile", g.seccompProfile())
	g.set(context, "runAsNonRoot", g.runAsNonRoot())
	g.set(context, "runAsUser", g.runAsUser())
	g.set(context, "windowsOptions", g.windowsOptions())
	g.set(context, "appArmorProfile", g.appArmorProfile())
	g.set(context, "seLinuxOptions", g.seLinuxOptions())
	g.set(context, "sysctls", g.sysctls())
	return context
}

func (g *generator) appArmorProfile() any {
	if g.flawed() {
		return pick[any](g, object{"type": "Unconfined"}, object{"type": "runtime/default"}, object{"type": ""}, object{})
	}
	return pick[any](g, unset{}, unset{}, nil, object{"type": "RuntimeDefault"}, object{"type": "Localhost"},
		object{"type": "Localhost", "localhostProfile": "web"})
}

func (g *generator) seLinuxOptions() any {
	if g.flawed() {
		return pick[any](g, object{"type": "spc_t"}, object{"user": "system_u", "type": "container_t"}, object{"role": "sysadm_r"},
			object{"type": "container_engine_t"}, object{"type": "*"}, object{"type": "container_engine_t", "level": "s0"})
	}
	return pick[any](g, unset{}, unset{}, nil, object{}, object{"level": "s0:c1,c2"}, object{"type": "", "user": "", "role": nil},
		object{"type": "container_t", "level": "s0"}, object{"type": "container_init_t"}, object{"type": "container_kvm_t"})
}

func (g *generator) procMount() any {
	if g.flawed() {
		return pick[any](g, "Unmasked", "Other", "")
	}
	return pick[any](g, unset{}, unset{}, nil, "Default")
}

func (g *generator) sysctls() any {
	if g.chance(0.4) {
		return pick[any](g, unset{}, nil, []any{})
	}
	sysctls := []any{}
	for range 1 + g.random.IntN(2) {
		name := pick(g, "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
			"net.ipv4.ip_unprivileged_port_start")
		if g.flawed() {
			// What editions came to allow, one after the other, as often as what none does: of a list of both, the newest
			// edition denied fewer than one pod in a hundred with one seed in some.
			sometime := pick(g, "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
				"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem")
			never := pick(g, "kernel.msgmax", "kernel/shm_rmid_forced", "net.ipv4.*", "")
			name = pick(g, sometime, never)
		}
		sysctls = append(sysctls, object{"name": name, "value": "1"})
	}
	return sysctls
}

func (g *generator) capabilities() any {
	if g.flawed() {
		return pick[any](g, unset{}, nil, object{})
	}
	capabilities := object{}
	switch {
	case !g.flawed():
		capabilities["drop"] = pick(g, []any{"ALL"}, []any{"NET_RAW", "ALL"})
	default:
		g.set(capabilities, "drop", pick[any](g, unset{}, nil, []any{}, []any{"NET_RAW"}, []any{"all"}))
	}
	switch {
	case g.flawed():
		capabilities["add"] = []any{g.capability(), g.capability()}
	case g.chance(0.3):
		g.set(capabilities, "add", pick[any](g, nil, []any{}, []any{"NET_BIND_SERVICE"}))
	}
	return capabilities
}

func (g *generator) capability() any {
	return pick[any](g, "NET_BIND_SERVICE", "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
		"SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "SYS_ADMIN", "NET_RAW", "ALL", "CAP_CHOWN", "net_bind_service", "chown", "")
}

func (g *generator) seccompProfile() any {
	if g.flawed() {
		return pick[any](g, unset{}, nil, object{"type": "Unconfined"}, object{"type": "Other"}, object{})
	}
	return pick[any](g, object{"type": "RuntimeDefault"}, object{"type": "Localhost", "localhostProfile": "profiles/web.json"})
}

func (g *generator) runAsNonRoot() any {
	if g.flawed() {
		return pick[any](g, unset{}, nil, false)
	}
	return pick[any](g, true, true, true, unset{}, nil)
}

func (g *generator) runAsUser() any {
	if g.flawed() {
		return 0
	}
	return pick[any](g, unset{}, nil, 1, 1000)
}

func (g *generator) windowsOptions() any {
	if g.flawed() {
		return object{"hostProcess": true}
	}
	return pick[any](g, unset{}, unset{}, nil, object{}, object{"hostProcess": false}, object{"hostProcess": nil})
}

func (g *generator) volumes() any {
	if g.chance(0.3) {
		return pick[any](g, unset{}, nil, []any{})
	}
	volumes := []any{}
	for index := range 1 + g.random.IntN(3) {
		volume := object{"name": fmt.Sprintf("volume-%d", index)}
		field, source := g.volumeSource()
		volume[field] = source
		// An explicit null is no source.
		if g.chance(0.1) && field != "nfs" {
			volume["nfs"] = nil
		}
		volumes = append(volumes, volume)
	}
	return volumes
}

func (g *generator) volumeSource() (string, any) {
	if g.flawed() {
		field := pick(g, "hostPath", "hostPath", "nfs", "iscsi", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "glusterfs",
			"rbd", "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "azureDisk", "vsphereVolume", "quobyte",
			"photonPersistentDisk", "portworxVolume", "scaleIO", "storageos")
		if field == "hostPath" {
			return field, pick[any](g, object{"path": "/etc"}, object{"path": "/var/run", "type": "Directory"}, object{})
		}
		return field, object{}
	}
	return pick(g, "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"), object{}
}
