package fetch

import (
	"regexp"
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
)

// constraintOf reads a range; none means any stable version.
func constraintOf(text string) (*semver.Constraints, error) {
	if text == "" {
		text = "*"
	}
	constraint, err := semver.NewConstraint(text)
	if err != nil {
		return nil, errorf("%q is no version and no range of versions: %v", text, err)
	}
	return constraint, nil
}

// newestTag picks the tag of the highest version in a range, of those that the pattern fits
// (source-controller internal/controller/ocirepository_controller.go getTagBySemver).
func newestTag(tags []string, allowed, filter string) (string, error) {
	constraint, err := constraintOf(allowed)
	if err != nil {
		return "", err
	}
	pattern, err := regexp.Compile(filter)
	if err != nil {
		return "", errorf("semverFilter %q is no regular expression: %v", filter, err)
	}
	var versions semver.Collection
	for _, tag := range tags {
		if parsed, err := version.ParseVersion(tag); err == nil && pattern.MatchString(tag) && constraint.Check(parsed) {
			versions = append(versions, parsed)
		}
	}
	if len(versions) == 0 {
		return "", nil
	}
	sort.Sort(sort.Reverse(versions))
	return versions[0].Original(), nil
}

// chartTag picks the tag of a chart (helm.sh/helm pkg/registry Client.Tags and GetTagMatchingVersionOrConstraint): a tag
// cannot hold the + of a version, and has _ in its place.
func chartTag(tags []string, allowed string) (string, error) {
	var versions semver.Collection
	for _, tag := range tags {
		if parsed, err := semver.StrictNewVersion(strings.ReplaceAll(tag, "_", "+")); err == nil {
			versions = append(versions, parsed)
		}
	}
	sort.Sort(sort.Reverse(versions))
	constraint, err := constraintOf(allowed)
	if err != nil {
		return "", err
	}
	for _, candidate := range versions {
		if constraint.Check(candidate) {
			return candidate.Original(), nil
		}
	}
	return "", nil
}
