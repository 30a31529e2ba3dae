package invent

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// digest is what a value is derived from: the same for the same place of the same resource.
type digest [sha256.Size]byte

func seed(parts ...string) digest {
	hash := sha256.New()
	for _, part := range parts {
		_, _ = fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	return digest(hash.Sum(nil))
}

func (d digest) at(path string) digest { return seed(string(d[:]), path) }

func (d digest) hex(length int) string { return hex.EncodeToString(d[:])[:length] }

func (d digest) number() int64 { return int64(binary.BigEndian.Uint32(d[:4])%90_000_000) + 10_000_000 }

func (d digest) base64() string { return base64.StdEncoding.EncodeToString(d[:]) }

// uuid has version 4 and the RFC 9562 variant, as those of Azure have.
func (d digest) uuid() string {
	bytes := d
	bytes[6] = bytes[6]&0x0f | 0x40
	bytes[8] = bytes[8]&0x3f | 0x80
	text := hex.EncodeToString(bytes[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:32]
}
