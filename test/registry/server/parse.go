package main

import (
	"bufio"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/json"
	"io"

	"github.com/distribution/reference"
)

// parsed is what a container runtime takes a reference for.
type parsed struct {
	Error      string  `json:"error,omitempty"`
	Registry   string  `json:"registry,omitempty"`
	Repository string  `json:"repository,omitempty"`
	Tag        *string `json:"tag"`
	Digest     *string `json:"digest"`
}

// parse reads references, a JSON string a line, and answers each with a line.
func parse(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			return err
		}
		if err := encoder.Encode(parseOne(text)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func parseOne(text string) parsed {
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return parsed{Error: err.Error()}
	}
	named = reference.TagNameOnly(named)
	result := parsed{Registry: reference.Domain(named), Repository: reference.Path(named)}
	if tagged, ok := named.(reference.Tagged); ok {
		tag := tagged.Tag()
		result.Tag = &tag
	}
	if digested, ok := named.(reference.Digested); ok {
		digest := digested.Digest().String()
		result.Digest = &digest
	}
	return result
}
