package main

import (
	"encoding/json"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/protocol"
)

// verdictCache remembers verdicts on disk, by everything that they depend on: the engine, the policy set, the request with
// its objects, their Namespace, and what the cluster's definitions say of their kind. Of a Secret nothing is remembered:
// neither a message that might quote it, nor a hash by which a weak value could be found out.
type verdictCache struct {
	cache      *diskcache.Cache
	engine     string
	policySet  string
	namespaces map[string]string
	kinds      map[string]string
}

// summary is the part of an object that says what surrounds it.
type summary struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
}

func newVerdictCache(cache *diskcache.Cache, engine string, params protocol.ReviewParams) *verdictCache {
	if cache == nil {
		return nil
	}
	known := &verdictCache{cache: cache, engine: engine, policySet: params.PolicySet, namespaces: map[string]string{}, kinds: map[string]string{}}
	for _, namespace := range params.Namespaces {
		var own summary
		if json.Unmarshal(namespace, &own) == nil {
			known.namespaces[own.Metadata.Name] = string(namespace)
		}
	}
	for _, kind := range params.Kinds {
		known.kinds[kind.Group+"/"+kind.Kind] = kind.Plural + " " + kind.Scope
	}
	return known
}

// key is nil for what is not remembered.
func (c *verdictCache) key(review protocol.Review) *diskcache.Key {
	if c == nil {
		return nil
	}
	subject := review.Object
	if review.Operation == protocol.ReviewOperationDelete {
		subject = review.OldObject
	}
	var own summary
	if json.Unmarshal(subject, &own) != nil || own.Kind == "Secret" && own.APIVersion == "v1" {
		return nil
	}
	// Who sends it and where it goes.
	rest, err := json.Marshal(struct {
		User   *protocol.User
		Target *protocol.SubresourceTarget
	}{review.User, review.Target})
	if err != nil {
		return nil
	}
	namespace := own.Metadata.Namespace
	if review.Target != nil {
		namespace = review.Target.Namespace
	}
	// An object without a namespace may turn out to be in `default`.
	if namespace == "" {
		namespace = "default"
	}
	known, found := c.namespaces[namespace]
	if !found {
		known = "absent"
	}
	key := diskcache.KeyOf("verdict", c.engine, c.policySet, review.Operation, string(review.Object), string(review.OldObject),
		string(rest), known, c.kinds[groupOf(own.APIVersion)+"/"+own.Kind])
	return &key
}

func groupOf(apiVersion string) string {
	for index := range apiVersion {
		if apiVersion[index] == '/' {
			return apiVersion[:index]
		}
	}
	return ""
}

func (c *verdictCache) find(key *diskcache.Key) (verdict protocol.Verdict, found bool) {
	if key == nil {
		return verdict, false
	}
	data, found := c.cache.Get(*key)
	return verdict, found && json.Unmarshal(data, &verdict) == nil
}

func (c *verdictCache) keep(key *diskcache.Key, verdict protocol.Verdict) {
	if key == nil {
		return
	}
	verdict.ID = ""
	if data, err := json.Marshal(verdict); err == nil {
		c.cache.Put(*key, data)
	}
}
