package render

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"io"
	"sort"
	"sync"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/repository"
)

// mostInflated bounds what a stored build unpacks to, in bytes.
const mostInflated = 256 << 20

// disk keeps builds over processes, by the Git objects that each really read: under a build's key lie the questions that
// it asked, and under the questions with their answers lies what it made. So whatever revision asks the same and is
// answered the same finds it, of several answers and of several lists of questions the newest 16 (diskcache.mostOfOneKey).
//
// No value of a Secret ever gets there, nor a hash of one: see secrets.go.
type disk struct {
	cache *diskcache.Cache
	// engine tells what one engine made from what another one did.
	engine string
}

// question is a sight without its answer.
type question struct {
	Source, Group, Kind, Namespace, Name string
	At                                   int
	Path                                 string
}

func questionOf(asked sight) question {
	return question{asked.source, asked.object.group, asked.object.kind, asked.object.namespace, asked.object.name, asked.look.At, asked.look.Path}
}

func (q question) sight(now world) sight {
	asked := sight{source: q.Source, object: key{q.Group, q.Kind, q.Namespace, q.Name}, look: repository.Look{At: q.At, Path: q.Path}}
	asked.shown = now.show(asked)
	return asked
}

// recall finds a build of that key whose questions are answered the same now, and decodes it.
func (d *disk) recall(key string, now world, into any) (sights []sight, found bool) {
	if d == nil {
		return nil, false
	}
	d.cache.Each(d.questionsKey(key), func(data []byte) bool {
		var asked []question
		if !unpack(data, &asked) {
			return false
		}
		sights = make([]sight, len(asked))
		for i, one := range asked {
			sights[i] = one.sight(now)
		}
		made, known := d.cache.Get(d.answersKey(key, data, sights))
		found = known && unpack(made, into)
		return found
	})
	return sights, found
}

// keep stores a build.
func (d *disk) keep(key string, sights []sight, made any) {
	if d == nil {
		return
	}
	sort.Slice(sights, func(i, j int) bool { return less(questionOf(sights[i]), questionOf(sights[j])) })
	asked := make([]question, len(sights))
	for i, sight := range sights {
		asked[i] = questionOf(sight)
	}
	questions, ok := pack(asked)
	if !ok {
		return
	}
	known := false
	d.cache.Each(d.questionsKey(key), func(data []byte) bool {
		known = bytes.Equal(data, questions)
		return known
	})
	if data, ok := pack(made); ok {
		d.cache.Put(d.answersKey(key, questions, sights), data)
		if !known {
			d.cache.Put(d.questionsKey(key), questions)
		}
	}
}

// flush lets other processes find what was kept.
func (d *disk) flush() {
	if d != nil {
		d.cache.Flush()
	}
}

func (d *disk) questionsKey(key string) diskcache.Key {
	return diskcache.KeyOf("render questions", d.engine, key)
}

func (d *disk) answersKey(key string, questions []byte, sights []sight) diskcache.Key {
	sum := sha256.Sum256(questions)
	parts := []string{"render", d.engine, key, hex.EncodeToString(sum[:])}
	for _, sight := range sights {
		parts = append(parts, sight.shown)
	}
	return diskcache.KeyOf(parts...)
}

func less(a, b question) bool {
	left := []string{a.Source, a.Group, a.Kind, a.Namespace, a.Name, a.Path}
	for i, right := range []string{b.Source, b.Group, b.Kind, b.Namespace, b.Name, b.Path} {
		if left[i] != right {
			return left[i] < right
		}
	}
	return a.At < b.At
}

// compressors are used again: each takes more than a megabyte.
var compressors = sync.Pool{New: func() any {
	// Only an unknown level is an error.
	compressor, _ := flate.NewWriter(nil, flate.BestSpeed)
	return compressor
}}

func pack(value any) ([]byte, bool) {
	var buffer bytes.Buffer
	compressor := compressors.Get().(*flate.Writer)
	defer compressors.Put(compressor)
	compressor.Reset(&buffer)
	if gob.NewEncoder(compressor).Encode(value) != nil || compressor.Close() != nil {
		return nil, false
	}
	return buffer.Bytes(), true
}

func unpack(data []byte, into any) bool {
	decompressor := flate.NewReader(bytes.NewReader(data))
	defer func() { _ = decompressor.Close() }()
	return gob.NewDecoder(io.LimitReader(decompressor, mostInflated)).Decode(into) == nil
}
