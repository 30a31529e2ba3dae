package main

import (
	"encoding/json"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/protocol"
)

// loadCache remembers on disk what was in policy sets that loaded without a problem: who finds all verdicts remembered
// needs no policy compiled.
type loadCache struct {
	cache  *diskcache.Cache
	engine string
}

func (c loadCache) key(set string) diskcache.Key { return diskcache.KeyOf("load", c.engine, set) }

// find returns nil for a set that is not remembered.
func (c loadCache) find(set string) *protocol.LoadResult {
	data, found := c.cache.Get(c.key(set))
	result := &protocol.LoadResult{}
	if !found || json.Unmarshal(data, result) != nil {
		return nil
	}
	return result
}

func (c loadCache) keep(set string, result *protocol.LoadResult) {
	if data, err := json.Marshal(result); err == nil {
		c.cache.Put(c.key(set), data)
	}
}
