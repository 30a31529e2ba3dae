// Generated from the schemas of policies/*/*/policy.ts by scripts/generate-policy-types.ts; do not edit.

/** Parameters by the id of the policy. */
export interface PolicyParameters {
  /** `K8sPSPAllowPrivilegeEscalationContainer` */
  readonly 'allow-privilege-escalation': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sAllowedReposv2` */
  readonly 'allowed-images': {
    /** Whole image references, or the beginning of one followed by `*`, compared with the text in the manifest. End a beginning with `/`: `registry.example.com*` also allows `registry.example.com.evil.org`. */
    readonly allowedImages?: readonly string[];
  };
  /** `K8sAllowedRepos` */
  readonly 'allowed-repositories': {
    /** Beginnings of image references. End them with `/`: `registry.example.com` also allows `registry.example.com.evil.org`. */
    readonly repos?: readonly string[];
  };
  /** `K8sPSPAllowedUsers` */
  readonly 'allowed-users': {
    /** Users of containers. `MustRunAs`: one must be set, in the ranges. `MustRunAsNonRoot`: any but 0, or `runAsNonRoot: true`. */
    readonly runAsUser?: {
      /** How the ids are judged. */
      readonly rule?: 'MustRunAs' | 'MustRunAsNonRoot' | 'RunAsAny';
      readonly ranges?: readonly {
        /** The lowest id, itself included. */
        readonly min?: number;

        /** The highest id, itself included. */
        readonly max?: number;
      }[];
    };

    /** First groups of containers. */
    readonly runAsGroup?: {
      /** `MustRunAs`: `runAsGroup` must be set, in the ranges. `MayRunAs`: in the ranges, or not set. `RunAsAny`: whatever it is. */
      readonly rule?: 'MustRunAs' | 'MayRunAs' | 'RunAsAny';

      /** Allowed ids. */
      readonly ranges?: readonly {
        /** The lowest id, itself included. */
        readonly min?: number;

        /** The highest id, itself included. */
        readonly max?: number;
      }[];
    };

    /** Further groups of pods; each must be in the ranges. */
    readonly supplementalGroups?: {
      /** `MustRunAs`: `supplementalGroups` must be set, in the ranges. `MayRunAs`: in the ranges, or not set. `RunAsAny`: whatever it is. */
      readonly rule?: 'MustRunAs' | 'MayRunAs' | 'RunAsAny';

      /** Allowed ids. */
      readonly ranges?: readonly {
        /** The lowest id, itself included. */
        readonly min?: number;

        /** The highest id, itself included. */
        readonly max?: number;
      }[];
    };

    /** Groups that volumes of pods belong to. */
    readonly fsGroup?: {
      /** `MustRunAs`: `fsGroup` must be set, in the ranges. `MayRunAs`: in the ranges, or not set. `RunAsAny`: whatever it is. */
      readonly rule?: 'MustRunAs' | 'MayRunAs' | 'RunAsAny';

      /** Allowed ids. */
      readonly ranges?: readonly {
        /** The lowest id, itself included. */
        readonly min?: number;

        /** The highest id, itself included. */
        readonly max?: number;
      }[];
    };

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPAppArmor` */
  readonly 'app-armor': {
    /** Allowed profiles, named as in the annotation: `runtime/default`, `unconfined`, `localhost/<name>`, `localhost/*` for every profile of the node; `not configured` or an empty text for containers without any; `*` for everything. */
    readonly allowedProfiles?: readonly string[];

    /** Whether the profile of the pod and every annotation are judged also where no container uses them, as in the Pod Security Standards. */
    readonly everyProfile?: boolean;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPAutomountServiceAccountTokenPod` */
  readonly 'automount-service-account-token': {
    /** Whether pods that say nothing are denied too: admission mounts a token for them, unless their service account declines. */
    readonly explicit?: boolean;
  };
  /** `K8sBlockEndpointEditDefaultRole` */
  readonly 'block-endpoint-edit': Readonly<Record<string, never>>;
  /** `K8sBlockLoadBalancer` */
  readonly 'block-load-balancer': Readonly<Record<string, never>>;
  /** `K8sBlockNodePort` */
  readonly 'block-node-port': Readonly<Record<string, never>>;
  /** `K8sBlockWildcardIngress` */
  readonly 'block-wildcard-ingress': Readonly<Record<string, never>>;
  /** `K8sPSPCapabilities` */
  readonly capabilities: {
    /** Capabilities that containers may add, without `CAP_`; `*` allows all. Containers must write them in capitals. */
    readonly allowedCapabilities?: readonly string[];

    /** Capabilities that containers must drop; who drops `ALL` drops each. Pods with `spec.os.name: windows` have none, and are not judged where something must be dropped. */
    readonly requiredDropCapabilities?: readonly string[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sContainerLimits` */
  readonly 'container-limits': {
    /** The most that a container may say, for instance `500m`; `-1` leaves CPU alone. */
    readonly cpu?: string;

    /** The most that a container may say, for instance `1Gi`; `-1` leaves memory alone. */
    readonly memory?: string;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sContainerRatios` */
  readonly 'container-ratios': {
    /** The most that a limit may be, as a multiple of the request, for instance `2`. */
    readonly ratio?: string;

    /** The same for CPU alone. */
    readonly cpuRatio?: string;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sContainerRequests` */
  readonly 'container-requests': {
    /** The most that a container may say, for instance `500m`; `-1` leaves CPU alone. */
    readonly cpu?: string;

    /** The most that a container may say, for instance `1Gi`; `-1` leaves memory alone. */
    readonly memory?: string;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sRequireDefaultDenyEgressPolicy` */
  readonly 'default-deny-egress': Readonly<Record<string, never>>;
  /** `K8sBlockCreationWithDefaultServiceAccount` */
  readonly 'default-service-account': Readonly<Record<string, never>>;
  /** `VerifyDeprecatedAPI` */
  readonly 'deprecated-api': {
    /** Deprecated versions with their kinds, and the version that replaces them (`None` where there is none). */
    readonly kvs?: readonly {
      readonly deprecatedAPI?: string;
      readonly kinds?: readonly string[];
      readonly targetAPI?: string;
    }[];

    /** The version of Kubernetes that messages name. */
    readonly k8sVersion?: number;
  };
  /** `K8sDisallowAnonymous` */
  readonly 'disallow-anonymous': {
    /** Roles that everybody may have. */
    readonly allowedRoles?: readonly string[];

    /** Whether `system:authenticated` is denied as well. */
    readonly disallowAuthenticated?: boolean;
  };
  /** `K8sDisallowedRepos` */
  readonly 'disallowed-repositories': {
    /** Beginnings of image references, compared with the text in the manifest. */
    readonly repos?: readonly string[];
  };
  /** `K8sDisallowedTags` */
  readonly 'disallowed-tags': {
    /** Tags that must not be used, for instance `latest`. */
    readonly tags?: readonly string[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sContainerEphemeralStorageLimit` */
  readonly 'ephemeral-storage-limit': {
    /** The most that a container may say, for instance `1Gi`. */
    readonly 'ephemeral-storage'?: string;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sExternalIPs` */
  readonly 'external-ips': {
    /** Addresses that Services may claim, compared as text. */
    readonly allowedIPs?: readonly string[];
  };
  /** `K8sPSPFlexVolumes` */
  readonly 'flex-volumes': {
    /** Drivers that pods may use. */
    readonly allowedFlexVolumes?: readonly {
      /** For instance `example/lvm`. */
      readonly driver?: string;
    }[];
  };
  /** `FluxAllowedSources` */
  readonly 'flux-allowed-sources': {
    /** Whole addresses, or the beginning of one followed by `*`. End a beginning with `/`, or an organisation of a similar name is allowed too. */
    readonly allowedUrls?: readonly string[];
  };
  /** `FluxNoCrossNamespaceSources` */
  readonly 'flux-cross-namespace-sources': {
    /** Namespaces whose sources everybody may take. */
    readonly allowedNamespaces?: readonly string[];
  };
  /** `FluxNoRemoteClusters` */
  readonly 'flux-remote-clusters': Readonly<Record<string, never>>;
  /** `FluxServiceAccount` */
  readonly 'flux-service-account': Readonly<Record<string, never>>;
  /** `FluxVerifiedSources` */
  readonly 'flux-verified-sources': {
    /** Addresses that need no signature, whole or by their beginning followed by `*`. */
    readonly exemptUrls?: readonly string[];
  };
  /** `K8sPSPForbiddenSysctls` */
  readonly 'forbidden-sysctls': {
    /** Parameters that may be set: whole names, or the beginning of one followed by `*`. An empty list allows none. */
    readonly allowedSysctls?: readonly string[];

    /** Parameters that must not be set, in the same form, even if they are allowed; also when a pod writes them with `/` in place of `.`. */
    readonly forbiddenSysctls?: readonly string[];
  };
  /** `K8sPSPFSGroup` */
  readonly 'fs-group': {
    /** `MustRunAs`: `fsGroup` must be set, in the ranges. `MayRunAs`: in the ranges, or not set. `RunAsAny`: whatever it is. */
    readonly rule?: 'MustRunAs' | 'MayRunAs' | 'RunAsAny';

    /** Allowed ids. */
    readonly ranges?: readonly {
      /** The lowest id, itself included. */
      readonly min?: number;

      /** The highest id, itself included. */
      readonly max?: number;
    }[];
  };
  /** `K8sHorizontalPodAutoscaler` */
  readonly 'horizontal-pod-autoscaler': {
    /** Allowed numbers of replicas. */
    readonly ranges?: readonly {
      /** The fewest, itself included. */
      readonly min_replicas?: number;

      /** The most, itself included. */
      readonly max_replicas?: number;
    }[];

    /** How many replicas must at least be between minimum and maximum. */
    readonly minimumReplicaSpread?: number;

    /** Whether the workload of `scaleTargetRef` must be in the cluster, in the same namespace. */
    readonly enforceScaleTargetRef?: boolean;
  };
  /** `K8sPSPHostFilesystem` */
  readonly 'host-filesystem': {
    /** Paths of the node that pods may mount. */
    readonly allowedHostPaths?: readonly {
      /** An absolute path. What is below it is allowed too: `/var/log` allows `/var/log/pods`. */
      readonly pathPrefix?: string;

      /** Whether every mount of the volume must say `readOnly: true`. */
      readonly readOnly?: boolean;
    }[];
  };
  /** `K8sPSPHostNamespace` */
  readonly 'host-namespaces': Readonly<Record<string, never>>;
  /** `K8sPSPHostNetworkingPorts` */
  readonly 'host-network-ports': {
    /** Whether pods may use the network namespace of the node. Not affected by `exemptImages`. */
    readonly hostNetwork?: boolean;

    /** The lowest host port allowed. A `hostPort` of 0 is none, and always allowed. */
    readonly min?: number;

    /** The highest host port allowed; 0 allows none at all. */
    readonly max?: number;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPHostProbesLifecycle` */
  readonly 'host-probes-lifecycle': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPHostProcess` */
  readonly 'host-process': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sHttpsOnly` */
  readonly 'https-only': {
    /** Whether `spec.tls` may be absent, because a certificate is put in front of all Ingresses. */
    readonly tlsOptional?: boolean;
  };
  /** `K8sImageDigests` */
  readonly 'image-digests': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `GitOpsNoInteractiveAccess` */
  readonly 'interactive-access': {
    /** Users who may; a `*` at the end stands for any ending. */
    readonly allowedUsers?: readonly string[];

    /** Groups whose members may. */
    readonly allowedGroups?: readonly string[];

    /** Access grants: the object id of a group, and from when until when, as RFC 3339 says it. Outside of that time a grant is nothing. A fleet fills in those of the stage. */
    readonly grants?: readonly {
      readonly group?: string;
      readonly startsAt?: string;
      readonly endsAt?: string;
    }[];
  };
  /** `K8sDisallowInteractiveTTY` */
  readonly 'interactive-tty': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `GitOpsNamespaceLabels` */
  readonly 'namespace-labels': {
    /** What Pod Security Admission must at least enforce. */
    readonly minimumLevel?: 'baseline' | 'restricted';

    /** Labels that do not change once they are set. */
    readonly frozenLabels?: readonly string[];

    /** Namespaces that are not judged. */
    readonly exemptNamespaces?: readonly string[];
  };
  /** `K8sRequireNamespaceNetworkPolicies` */
  readonly 'namespace-network-policies': Readonly<Record<string, never>>;
  /** `NoUpdateServiceAccount` */
  readonly 'no-update-service-account': {
    /** Groups whose members may change the account. */
    readonly allowedGroups?: readonly string[];

    /** Users who may change the account; a `*` at the end stands for any ending. */
    readonly allowedUsers?: readonly string[];
  };
  /** `GitOpsOnlyWriters` */
  readonly 'only-gitops-writes': {
    /** Namespaces whose service accounts may write: Flux’s, the system’s, those of controllers. */
    readonly allowedNamespaces?: readonly string[];

    /** Service accounts that may write in whatever namespace they are: those that Flux impersonates. Another policy keeps pods from running as them. */
    readonly allowedServiceAccounts?: readonly string[];

    /** Users who may write; a `*` at the end stands for any ending. */
    readonly allowedUsers?: readonly string[];

    /** Groups whose members may write. */
    readonly allowedGroups?: readonly string[];

    /** Access grants: the object id of a group, and from when until when, as RFC 3339 says it. Outside of that time a grant is nothing. A fleet fills in those of the stage. */
    readonly grants?: readonly {
      readonly group?: string;
      readonly startsAt?: string;
      readonly endsAt?: string;
    }[];
  };
  /** `K8sPodDisruptionBudget` */
  readonly 'pod-disruption-budget': Readonly<Record<string, never>>;
  /** `K8sPSPPrivilegedContainer` */
  readonly 'privileged-container': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPProcMount` */
  readonly 'proc-mount': {
    /** What containers may set: `Unmasked` allows both. */
    readonly procMount?: 'Default' | 'Unmasked';

    /** Whether pods with `hostUsers: false` may set what they like: their root is nobody on the node. The baseline level of the standard allows it from Kubernetes 1.35. */
    readonly allowUnmaskedInUserNamespace?: boolean;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `GitOpsProtectedPolicies` */
  readonly 'protected-policies': {
    /** Users who may change policies; a `*` at the end stands for any ending. */
    readonly allowedUsers?: readonly string[];

    /** Groups whose members may change policies. */
    readonly allowedGroups?: readonly string[];
  };
  /** `K8sPSPReadOnlyRootFilesystem` */
  readonly 'read-only-root-filesystem': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sReplicaLimits` */
  readonly 'replica-limits': {
    /** Allowed numbers of replicas. */
    readonly ranges?: readonly {
      /** The fewest, itself included. */
      readonly min_replicas?: number;

      /** The most, itself included. */
      readonly max_replicas?: number;
    }[];
  };
  /** `K8sRequiredAnnotations` */
  readonly 'required-annotations': {
    /** What a violation says instead of our own words. */
    readonly message?: string;

    /** Required annotations; with `allowedRegex` an expression that must match somewhere in the value: begin it with `^` and end it with `$`. */
    readonly annotations?: readonly { readonly key?: string; readonly allowedRegex?: string }[];
  };
  /** `K8sRequiredLabels` */
  readonly 'required-labels': {
    /** What a violation says instead of our own words. */
    readonly message?: string;

    /** Required labels; with `allowedRegex` an expression that must match somewhere in the value: begin it with `^` and end it with `$`. */
    readonly labels?: readonly { readonly key?: string; readonly allowedRegex?: string }[];
  };
  /** `K8sRequiredProbes` */
  readonly 'required-probes': {
    /** Probes that every container must have, for instance `readinessProbe`. */
    readonly probes?: readonly string[];

    /** What a probe may do, for instance `httpGet`; one of these must be there. */
    readonly probeTypes?: readonly string[];

    /** Whether pods that end by themselves (`restartPolicy` other than `Always`) are spared. */
    readonly onlyLongRunning?: boolean;
  };
  /** `K8sRequiredResources` */
  readonly 'required-resources': {
    /** Limits that every container must have. */
    readonly limits?: readonly ('cpu' | 'memory')[];

    /** Requests that every container must have; where a limit is set, it counts as the request. */
    readonly requests?: readonly ('cpu' | 'memory')[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `GitOpsReservedServiceAccounts` */
  readonly 'reserved-service-accounts': {
    /** Names of service accounts that Flux impersonates, in whatever namespace. */
    readonly accounts?: readonly string[];
  };
  /** `K8sRestrictNamespaces` */
  readonly 'restrict-namespaces': {
    /** Namespaces that stay empty. */
    readonly restrictedNamespaces?: readonly string[];
  };
  /** `K8sRestrictRbacSubjects` */
  readonly 'restrict-rbac-subjects': {
    /** Who may be bound. `kind`, `namespace` and `apiGroup` restrict an entry where they are given; with `regexMatch` the name is an expression: begin it with `^` and end it with `$`. */
    readonly allowedSubjects?: readonly {
      readonly apiGroup?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly regexMatch?: boolean;
    }[];
  };
  /** `K8sRestrictRoleBindings` */
  readonly 'restrict-role-bindings': {
    /** The role, as `roleRef` names it. */
    readonly restrictedRole?: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };

    /** Who may have it. `kind`, `namespace` and `apiGroup` restrict an entry where they are given; with `regexMatch` the name is an expression: begin it with `^` and end it with `$`. */
    readonly allowedSubjects?: readonly {
      readonly apiGroup?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly regexMatch?: boolean;
    }[];
  };
  /** `K8sRestrictRoleRules` */
  readonly 'restrict-role-rules': {
    /** Rights that no role may grant, in the form of a role’s rules. */
    readonly disallowedRules?: readonly {
      readonly apiGroups?: readonly string[];
      readonly resources?: readonly string[];
      readonly verbs?: readonly string[];
    }[];

    /** Roles that are not judged, by name, or with `regexMatch` by an expression: begin it with `^` and end it with `$`. */
    readonly exemptions?: {
      readonly clusterRoles?: readonly { readonly name?: string; readonly regexMatch?: boolean }[];
      readonly roles?: readonly {
        readonly name?: string;
        readonly namespace?: string;
        readonly regexMatch?: boolean;
      }[];
    };
  };
  /** `K8sProhibitRoleWildcardAccess` */
  readonly 'role-wildcards': {
    /** Roles that are not judged, by name, or with `regexMatch` by an expression: begin it with `^` and end it with `$`. */
    readonly exemptions?: {
      readonly clusterRoles?: readonly { readonly name?: string; readonly regexMatch?: boolean }[];
      readonly roles?: readonly {
        readonly name?: string;
        readonly namespace?: string;
        readonly regexMatch?: boolean;
      }[];
    };
  };
  /** `K8sPSSRunAsNonRoot` */
  readonly 'run-as-non-root': {
    /** Whether pods with `hostUsers: false` may run as root: their root is nobody on the node. The standard allows it from Kubernetes 1.35. */
    readonly allowRootInUserNamespace?: boolean;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPSeccompV2` */
  readonly seccomp: {
    /** Allowed types: `RuntimeDefault`, `Localhost`, `Unconfined`; `not configured` for containers without any profile; `*` for everything. Pods with `spec.os.name: windows` have no profiles, and are not judged unless `not configured` is in the list. */
    readonly allowedProfiles?: readonly string[];

    /** Profile files that `Localhost` may name; `*` for every file. */
    readonly allowedLocalhostFiles?: readonly string[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPSeccomp` */
  readonly 'seccomp-annotations': {
    /** Allowed profiles, named as in annotations (`runtime/default`, `docker/default`, `unconfined`, `localhost/<file>`, `localhost/*`) or as in fields (`RuntimeDefault`, `Unconfined`, `Localhost`); `*` for everything. */
    readonly allowedProfiles?: readonly string[];

    /** Profile files that `Localhost` in `allowedProfiles` stands for; `*` for every file. */
    readonly allowedLocalhostFiles?: readonly string[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sNoEnvVarSecrets` */
  readonly 'secrets-in-variables': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPodsRequireSecurityContext` */
  readonly 'security-context': {
    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sPSPSELinuxV2` */
  readonly selinux: {
    /** What options may be set to. One entry must allow all that is set together; what it does not name must not be set. */
    readonly allowedSELinuxOptions?: readonly {
      /** The level that may be set; `*` for every one. */
      readonly level?: string;

      /** The role that may be set; `*` for every one. */
      readonly role?: string;

      /** The type that may be set; `*` for every one. */
      readonly type?: string;

      /** The user that may be set; `*` for every one. */
      readonly user?: string;
    }[];

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sSignedImages` */
  readonly 'signed-images': {
    /** The name of the Provider that is asked, for instance `ratify-provider`. */
    readonly provider?: string;

    /** Containers with these images are not judged. An entry is a whole image reference, or the beginning of one followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too. */
    readonly exemptImages?: readonly string[];
  };
  /** `K8sStorageClass` */
  readonly 'storage-class': {
    /** Whether messages list the classes that are allowed. */
    readonly includeStorageClassesInMessage?: boolean;

    /** Classes that may be used; `*` stands for every class of the cluster. */
    readonly allowedStorageClasses?: readonly string[];
  };
  /** `K8sAvoidUseOfSystemMastersGroup` */
  readonly 'system-masters': {
    /** Members of the group that may change bindings, for instance the cloud’s own account. */
    readonly allowlistedUsernames?: readonly string[];
  };
  /** `K8sTrustedImages` */
  readonly 'trusted-images': {
    /** Registries, or beginnings of repositories, whose images are trusted: what follows is a `/`. */
    readonly trustedregistries?: readonly string[];

    /** Images that are trusted: the whole reference, or what is followed by `:` or `@`. */
    readonly trustedimages?: readonly string[];
  };
  /** `K8sUniqueIngressHost` */
  readonly 'unique-ingress-host': Readonly<Record<string, never>>;
  /** `K8sUniqueServiceSelector` */
  readonly 'unique-service-selector': Readonly<Record<string, never>>;
  /** `K8sPSPVolumeTypes` */
  readonly 'volume-types': {
    /** Allowed types by their field in a volume, for instance `configMap`; `*` allows all. */
    readonly volumes?: readonly string[];
  };
}

/** The id of a policy of the catalogue. */
export type PolicyId = keyof PolicyParameters;
