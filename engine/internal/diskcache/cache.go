// Package diskcache keeps values on disk by key: what it gives was put, whole, under that key, or it gives nothing.
//
// A folder holds segments, files to which records are only ever appended. Every process writes a segment of its own and
// reads those of others, so that any number of them share the folder without a lock. Every record carries a checksum:
// what a killed process left half-written, or a disk damaged, is not found. Nothing is synchronised to the disk: the cache
// loses time, never truth.
package diskcache

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"
)

// Key names values. It is the SHA-256 of everything that they depend on.
type Key [sha256.Size]byte

// KeyOf hashes parts; where one ends and the next begins counts.
func KeyOf(parts ...string) Key {
	hash := sha256.New()
	var length [8]byte
	for _, part := range parts {
		binary.LittleEndian.PutUint64(length[:], uint64(len(part)))
		hash.Write(length[:])
		io.WriteString(hash, part)
	}
	return Key(hash.Sum(nil))
}

const (
	suffix = ".segment"
	// magic changes with the format.
	magic = "fleetkeep cache 1\n"
	// headerSize: length of the value, key, checksum of both, checksum of the value.
	headerSize = 4 + sha256.Size + 4 + 4
	// mostSegments is how many small ones there may be before they are gathered into one.
	mostSegments = 24
	// mostOfOneKey is how many values of one key are given, the newest first.
	mostOfOneKey = 16
	// mostValue is the longest value that is kept, in bytes.
	mostValue = 16 << 20
	// bufferSize is how much is lost when the process is killed, in bytes.
	bufferSize = 64 << 10
)

var table = crc32.MakeTable(crc32.Castagnoli)

// Cache is an open folder. A nil Cache holds nothing and takes nothing. It is safe for concurrent use.
type Cache struct {
	directory string
	limit     int64

	mutex    sync.Mutex
	index    map[Key][]place
	segments []*os.File
	own      *os.File
	ownName  string
	writer   *bufio.Writer
	written  int64
	total    int64
}

// place is where a value lies. Of the process's own segment file is nil: its tail may still be in memory.
type place struct {
	file   *os.File
	offset int64
	length uint32
	check  uint32
}

// Open opens a folder, which is made when it is not there, for the user alone.
//
// limit is how many bytes the folder may take; the oldest segments go first. It fails when the folder cannot be written.
func Open(directory string, limit int64) (*Cache, error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	cache := &Cache{directory: directory, limit: limit, index: map[Key][]place{}}
	if err := cache.begin(); err != nil {
		return nil, err
	}
	names, err := cache.names()
	if err != nil {
		return nil, err
	}
	names = cache.bounded(names)
	for _, name := range names {
		cache.read(name)
	}
	if len(names) > mostSegments {
		cache.gather(names)
	}
	return cache, nil
}

// begin makes the process's own segment.
func (c *Cache) begin() error {
	// By name the segments are in the order of their age.
	file, err := os.CreateTemp(c.directory, fmt.Sprintf("%019d-*%s", time.Now().UnixNano(), suffix))
	if err != nil {
		return err
	}
	c.own, c.ownName = file, filepath.Base(file.Name())
	c.writer = bufio.NewWriterSize(file, bufferSize)
	n, err := c.writer.WriteString(magic)
	c.written = int64(n)
	return err
}

// names lists the segments of other processes, the oldest first.
func (c *Cache) names() ([]string, error) {
	entries, err := os.ReadDir(c.directory)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, suffix) && name != c.ownName {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names, nil
}

// bounded removes the oldest segments until the rest leaves a quarter of the limit to what is to come.
func (c *Cache) bounded(names []string) []string {
	var sizes []int64
	for _, name := range names {
		size := int64(0)
		if info, err := os.Stat(filepath.Join(c.directory, name)); err == nil {
			size = info.Size()
		}
		sizes = append(sizes, size)
		c.total += size
	}
	for len(names) > 0 && c.total > c.limit/4*3 {
		_ = os.Remove(filepath.Join(c.directory, names[0]))
		c.total -= sizes[0]
		names, sizes = names[1:], sizes[1:]
	}
	return names
}

// read takes the records of a segment into the index, up to the first that is not whole.
func (c *Cache) read(name string) {
	file, err := os.Open(filepath.Join(c.directory, name))
	if err != nil {
		return
	}
	reader := bufio.NewReaderSize(file, 256<<10)
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(reader, start); err != nil || string(start) != magic {
		file.Close()
		return
	}
	c.segments = append(c.segments, file)
	offset := int64(len(magic))
	var header [headerSize]byte
	for {
		if _, err := io.ReadFull(reader, header[:]); err != nil {
			return
		}
		length, key, check, whole := parse(header[:])
		if !whole {
			return
		}
		if _, err := reader.Discard(int(length)); err != nil {
			return
		}
		c.index[key] = append(c.index[key], place{file: file, offset: offset + headerSize, length: length, check: check})
		offset += headerSize + int64(length)
	}
}

func parse(header []byte) (length uint32, key Key, check uint32, whole bool) {
	length = binary.LittleEndian.Uint32(header)
	copy(key[:], header[4:])
	rest := header[4+sha256.Size:]
	whole = crc32.Checksum(header[:4+sha256.Size], table) == binary.LittleEndian.Uint32(rest) && length <= mostValue
	return length, key, binary.LittleEndian.Uint32(rest[4:]), whole
}

// gather writes what many small segments hold into the process's own and removes them.
func (c *Cache) gather(names []string) {
	for key, places := range c.index {
		for _, at := range places[max(0, len(places)-mostOfOneKey):] {
			if value, ok := c.load(at); ok {
				c.append(key, value)
			}
		}
	}
	if c.writer == nil || c.writer.Flush() != nil {
		return
	}
	for _, name := range names {
		_ = os.Remove(filepath.Join(c.directory, name))
	}
}

// Get returns the value put last under a key.
func (c *Cache) Get(key Key) ([]byte, bool) {
	var found []byte
	c.Each(key, func(value []byte) bool {
		found = value
		return true
	})
	return found, found != nil
}

// Each shows the values of a key, the newest first, until done.
func (c *Cache) Each(key Key, visit func(value []byte) (done bool)) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	places := append([]place{}, c.index[key]...)
	c.mutex.Unlock()
	for index := len(places) - 1; index >= max(0, len(places)-mostOfOneKey); index-- {
		if value, ok := c.load(places[index]); ok && visit(value) {
			return
		}
	}
}

// load reads a value and takes it only if it is whole.
func (c *Cache) load(at place) ([]byte, bool) {
	file := at.file
	if file == nil {
		c.mutex.Lock()
		file = c.own
		if c.writer != nil {
			_ = c.writer.Flush()
		}
		c.mutex.Unlock()
		if file == nil {
			return nil, false
		}
	}
	value := make([]byte, at.length)
	if _, err := file.ReadAt(value, at.offset); err != nil || crc32.Checksum(value, table) != at.check {
		return nil, false
	}
	return value, true
}

// Put keeps a value. What cannot be kept is not.
func (c *Cache) Put(key Key, value []byte) {
	if c == nil || len(value) > mostValue {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.append(key, value)
}

func (c *Cache) append(key Key, value []byte) {
	size := int64(headerSize + len(value))
	if c.writer == nil || c.total+c.written+size > c.limit {
		return
	}
	header := make([]byte, headerSize)
	binary.LittleEndian.PutUint32(header, uint32(len(value)))
	copy(header[4:], key[:])
	rest := header[4+sha256.Size:]
	check := crc32.Checksum(value, table)
	binary.LittleEndian.PutUint32(rest, crc32.Checksum(header[:4+sha256.Size], table))
	binary.LittleEndian.PutUint32(rest[4:], check)
	_, err := c.writer.Write(header)
	if err == nil {
		_, err = c.writer.Write(value)
	}
	if err != nil {
		// A full disk: no more is written, what was stays readable up to here.
		c.writer = nil
		return
	}
	c.index[key] = append(c.index[key], place{offset: c.written + headerSize, length: uint32(len(value)), check: check})
	c.written += size
}

// Flush hands over what is still in memory, so that other processes find it.
func (c *Cache) Flush() {
	if c == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.writer != nil {
		_ = c.writer.Flush()
	}
}

// Close ends it; a segment in which nothing is leaves no file.
func (c *Cache) Close() {
	if c == nil {
		return
	}
	c.Flush()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, file := range append(c.segments, c.own) {
		file.Close()
	}
	if c.written == int64(len(magic)) {
		_ = os.Remove(filepath.Join(c.directory, c.ownName))
	}
	c.writer, c.own = nil, nil
}

// All shows every value that is whole, in no order: for tests of what is kept.
func (c *Cache) All(visit func(value []byte)) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	var all []place
	for _, places := range c.index {
		all = append(all, places...)
	}
	c.mutex.Unlock()
	for _, at := range all {
		if value, ok := c.load(at); ok {
			visit(value)
		}
	}
}
