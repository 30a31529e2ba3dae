package diskcache

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const plenty = 1 << 30

func open(t *testing.T, directory string, limit int64) *Cache {
	t.Helper()
	cache, err := Open(directory, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	return cache
}

// value depends on its number, so that one taken for another is noticed.
func value(number int) []byte {
	return bytes.Repeat([]byte(fmt.Sprintf("value %d;", number)), 1+number%50)
}

func key(number int) Key { return KeyOf("key", fmt.Sprint(number)) }

// count fails the test on any value that is not the one put, and counts those that are there.
func count(t *testing.T, cache *Cache, numbers int) int {
	t.Helper()
	found := 0
	for number := range numbers {
		got, ok := cache.Get(key(number))
		if ok && !bytes.Equal(got, value(number)) {
			t.Fatalf("under key %d is %q", number, got)
		}
		if ok {
			found++
		}
	}
	return found
}

func segments(t *testing.T, directory string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(directory, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatWasPutIsThereAtOnceAndLater(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "new", "folder")
	first := open(t, directory, plenty)
	for number := range 1000 {
		first.Put(key(number), value(number))
	}
	if found := count(t, first, 1000); found != 1000 {
		t.Errorf("at once %d of 1000", found)
	}
	first.Close()
	if found := count(t, open(t, directory, plenty), 1001); found != 1000 {
		t.Errorf("later %d of 1000", found)
	}
	info, err := os.Stat(directory)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v", info.Mode())
	}
	for _, segment := range segments(t, directory) {
		if info, _ := os.Stat(segment); info.Mode().Perm() != 0o600 {
			t.Errorf("a segment is %v", info.Mode())
		}
	}
}

func TestTheNewestOfAKeyComesFirst(t *testing.T) {
	directory := t.TempDir()
	first := open(t, directory, plenty)
	for _, each := range []string{"a", "b"} {
		first.Put(key(1), []byte(each))
	}
	first.Close()
	second := open(t, directory, plenty)
	second.Put(key(1), []byte("c"))
	var all []string
	second.Each(key(1), func(value []byte) bool {
		all = append(all, string(value))
		return false
	})
	if strings.Join(all, "") != "cba" {
		t.Errorf("%v", all)
	}
}

func TestAnEmptyCacheLeavesNothing(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, plenty).Close()
	if found := segments(t, directory); len(found) != 0 {
		t.Errorf("%v", found)
	}
	var none *Cache
	none.Put(key(1), value(1))
	if _, found := none.Get(key(1)); found {
		t.Error("nil holds something")
	}
	none.Flush()
	none.Close()
}

func TestPartsOfAKeyDoNotRunTogether(t *testing.T) {
	if KeyOf("a", "bc") == KeyOf("ab", "c") || KeyOf("a") == KeyOf("a", "") {
		t.Error("different parts have the same key")
	}
}

// Whatever a disk or another program does to a segment: what is found is what was put.
func TestDamageIsNotFound(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"cut in a value":     func(data []byte) []byte { return data[:len(data)-3] },
		"cut in a header":    func(data []byte) []byte { return data[:len(magic)+headerSize-5] },
		"emptied":            func([]byte) []byte { return nil },
		"another format":     func(data []byte) []byte { return append([]byte("fleetkeep cache 0\n"), data[len(magic):]...) },
		"a bit of a value":   func(data []byte) []byte { data[len(magic)+headerSize] ^= 1; return data },
		"a bit of a length":  func(data []byte) []byte { data[len(magic)+1] ^= 64; return data },
		"a bit of a key":     func(data []byte) []byte { data[len(magic)+10] ^= 1; return data },
		"zeroes at the end":  func(data []byte) []byte { return append(data, make([]byte, 500)...) },
		"every byte changed": func(data []byte) []byte { return bytes.Repeat([]byte{0xff}, len(data)) },
		"a huge length at once": func(data []byte) []byte {
			return append(append([]byte(magic), bytes.Repeat([]byte{0xff}, headerSize)...), data...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			first := open(t, directory, plenty)
			for number := range 100 {
				first.Put(key(number), value(number))
			}
			first.Close()
			segment := segments(t, directory)[0]
			data, err := os.ReadFile(segment)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(segment, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			second := open(t, directory, plenty)
			before := count(t, second, 100)
			for number := range 100 {
				second.Put(key(number), value(number))
			}
			if found := count(t, second, 100); found != 100 {
				t.Errorf("%d before, %d of 100 after putting them again", before, found)
			}
		})
	}
}

func TestItIsBounded(t *testing.T) {
	directory := t.TempDir()
	const limit = 200 << 10
	for round := range 20 {
		cache := open(t, directory, limit)
		for number := range 300 {
			cache.Put(KeyOf(fmt.Sprint(round), fmt.Sprint(number)), value(number))
		}
		cache.Close()
		var size int64
		for _, segment := range segments(t, directory) {
			info, _ := os.Stat(segment)
			size += info.Size()
		}
		if size > limit {
			t.Fatalf("round %d: %d bytes of %d", round, size, limit)
		}
	}
	// What was put last is still there.
	if _, found := open(t, directory, limit).Get(KeyOf("19", "0")); !found {
		t.Error("the newest is gone")
	}
}

func TestManySegmentsBecomeOne(t *testing.T) {
	directory := t.TempDir()
	for number := range mostSegments + 6 {
		cache := open(t, directory, plenty)
		cache.Put(key(number), value(number))
		cache.Close()
	}
	if found := len(segments(t, directory)); found > mostSegments+1 {
		t.Errorf("%d segments", found)
	}
	if found := count(t, open(t, directory, plenty), mostSegments+6); found != mostSegments+6 {
		t.Errorf("%d of %d", found, mostSegments+6)
	}
}

func TestConcurrentUse(t *testing.T) {
	directory := t.TempDir()
	var group sync.WaitGroup
	for range 4 {
		cache := open(t, directory, plenty)
		for worker := range 4 {
			group.Go(func() {
				for number := worker; number < 500; number++ {
					cache.Put(key(number), value(number))
					if got, found := cache.Get(key(number)); !found || !bytes.Equal(got, value(number)) {
						t.Errorf("key %d: %v %q", number, found, got)
					}
				}
			})
		}
	}
	group.Wait()
}

// TestMain is also the program that TestKillWhileWriting kills.
func TestMain(m *testing.M) {
	if directory := os.Getenv("DISKCACHE_WRITE_TO"); directory != "" {
		cache, err := Open(directory, plenty)
		if err != nil {
			panic(err)
		}
		for number := 0; ; number++ {
			cache.Put(key(number), value(number))
			if number == 2000 {
				fmt.Println("writing")
			}
		}
	}
	os.Exit(m.Run())
}

func TestKillWhileWriting(t *testing.T) {
	directory := t.TempDir()
	for range 3 {
		writer := exec.Command(os.Args[0])
		writer.Env = append(os.Environ(), "DISKCACHE_WRITE_TO="+directory)
		output, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := output.Read(make([]byte, 8)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
		// Reading while the other one writes.
		count(t, open(t, directory, plenty), 3000)
		if err := writer.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = writer.Wait()
		if found := count(t, open(t, directory, plenty), 3000); found < 1000 {
			t.Errorf("only %d of what was written are left", found)
		}
	}
}
