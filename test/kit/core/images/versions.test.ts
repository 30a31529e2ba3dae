import * as fc from 'fast-check';
import { compare as semverCompare } from 'semver';

import { chooseVersion, type VersionChoice } from '../../../../kit/core/images/versions/choose-version';
import { compareVersions } from '../../../../kit/core/images/versions/compare-versions';
import { isAttachment, parseTag } from '../../../../kit/core/images/versions/tag-version';
import type { UpdatePolicy } from '../../../../kit/core/images/versions/update-policy';

const shown = (choice: VersionChoice): string =>
  choice.kind === 'newer' ? `${choice.tag} (${choice.update}, ${choice.behind})` : choice.kind;
const choose = (current: string, tags: string, policy?: UpdatePolicy): string =>
  shown(chooseVersion(current, tags.split(' '), policy));

/**
 * The mistakes that tools are known to make, and the cases that they were reported by: what is in use, the tags of the
 * repository, and what is right.
 */
test.each([
  // version-checker: variants are compared with plain tags, and ranked by the wrong part.
  ['version-checker#147', '1.19-alpine', '1.19 1.19-alpine 1.20 1.21', 'newest'],
  ['version-checker#147', '1.19-alpine', '1.19 1.20-alpine 1.21 1.20-bookworm', '1.20-alpine (minor, 1)'],
  [
    'version-checker#311: a beta is not above a later alpha',
    '1.0.0-beta',
    '1.0.0-beta 2.0.0-alpha',
    'newest',
  ],
  ['version-checker#311: a release is', '1.0.0-beta', '1.0.0-beta 2.0.0-alpha 1.0.0', '1.0.0 (release, 1)'],
  ['a release is never left for a pre-release', '1.0.0', '1.0.0 1.1.0-rc.1 2.0.0-alpha 1.0.1-beta', 'newest'],
  // Renovate: precision.
  ['precision is kept', '12.14', '12 12.14 12.15 12.15.1 13', '12.15 (minor, 1)'],
  ['of one number, too', '12', '12 12.15 13 13.1 14', '14 (major, 2)'],
  ['of three', '1.2.3', '1.2 1.3 1.2.3 1.2.4 1.3.0', '1.3.0 (minor, 2)'],
  // renovate#29501: the versions of the application and of the system in one tag.
  [
    'renovate#29501: both may rise',
    '3.12-alpine3.18',
    '3.12-alpine3.18 3.13-alpine3.19',
    '3.13-alpine3.19 (minor, 1)',
  ],
  [
    'renovate#29501: the system alone',
    '3.12-alpine3.18',
    '3.12-alpine3.18 3.12-alpine3.19',
    '3.12-alpine3.19 (base, 1)',
  ],
  ['renovate#29501: but never fall', '3.12-alpine3.18', '3.12-alpine3.18 3.13-alpine3.17', 'newest'],
  [
    'renovate#29501: the highest of both',
    '3.12-alpine3.18',
    '3.13-alpine3.18 3.13-alpine3.20 3.12-alpine3.21',
    '3.13-alpine3.20 (minor, 2)',
  ],
  ['the precision of the system is kept', '3.12-alpine3.18', '3.13-alpine 3.13-alpine3', 'newest'],
  ['another system is another image', '3.12-bookworm', '3.12-bookworm 3.13-trixie 3.13-alpine', 'newest'],
  [
    'so is another variant',
    '3.12-slim-bookworm',
    '3.13-bookworm 3.13-slim-bookworm 3.14-slim',
    '3.13-slim-bookworm (minor, 1)',
  ],
  [
    'what else is in a tag stays: Java',
    '3.9.6-eclipse-temurin-17',
    '3.9.9-eclipse-temurin-21 3.9.9-eclipse-temurin-11 3.9.8-eclipse-temurin-17',
    '3.9.8-eclipse-temurin-17 (patch, 1)',
  ],
  [
    'what else is in a tag stays: CUDA',
    '2.1.0-cuda12.1-cudnn8',
    '2.2.0-cuda12.4-cudnn9 2.2.0-cuda12.1-cudnn8',
    '2.2.0-cuda12.1-cudnn8 (minor, 1)',
  ],
  ['what stands before stays', 'php8.2-fpm', 'php8.3-fpm php8.3-cli node21-fpm', 'php8.3-fpm (minor, 1)'],
  [
    'an architecture is no version',
    'amd64-1.2.3',
    'amd64-1.2.4 arm64-1.3.0 386-2.0.0',
    'amd64-1.2.4 (patch, 1)',
  ],
  ['nor at the end', '1.2.3-arm64v8', '1.2.4-arm64v8 1.3.0-amd64 1.3.0', '1.2.4-arm64v8 (patch, 1)'],
  ['x86_64, too', '1.2.3-x86_64', '1.2.4-x86_64 1.3.0-aarch64', '1.2.4-x86_64 (patch, 1)'],
  // Order.
  ['numbers are numbers', '1.9.0', '1.10.0 1.9.0 1.2.0', '1.10.0 (minor, 1)'],
  ['of pre-releases, too', '1.0.0-rc2', '1.0.0-rc10 1.0.0-rc2 1.0.0-rc9', '1.0.0-rc10 (release, 2)'],
  ['lists come in any order', '1.0.0', '3.0.0 1.0.0 10.0.0 2.0.0 9.0.0', '10.0.0 (major, 4)'],
  [
    'alpha, beta, candidate, release',
    '2.0.0-alpha.1',
    '2.0.0-alpha.2 2.0.0-beta.1 2.0.0-rc.1 2.0.0',
    '2.0.0 (release, 4)',
  ],
  [
    'Python writes them so',
    '3.13.0b1',
    '3.13.0a4 3.13.0b1 3.13.0b2 3.13.0rc1 3.12.4',
    '3.13.0rc1 (release, 2)',
  ],
  ['Java writes them so', '2.0.0.M1', '2.0.0.M1 2.0.0.M2 2.0.0.RC1 1.9.0', '2.0.0.RC1 (release, 2)'],
  ['a milestone is before its release', '2.0.0-M1', '2.0.0-M1 2.0.0', '2.0.0 (release, 1)'],
  ['a variant of a candidate', '3.13-rc-slim', '3.13-slim 3.13-rc 3.14-rc-slim', '3.13-slim (release, 1)'],
  ['rc apart from its number', '1.0.0-rc-1', '1.0.0-rc-2 1.0.0-rc-1', '1.0.0-rc-2 (release, 1)'],
  // `dev` is a variant for many.
  ['dev is kept', '1.2.3-dev', '1.2.3 1.2.4 1.2.4-dev 1.3.0', '1.2.4-dev (patch, 1)'],
  ['nightly is no version of a release', '1.2.3', '1.2.3 1.3.0-nightly 1.3.0-SNAPSHOT', 'newest'],
  // The letter v.
  ['v stays where it can', 'v1.2.3', '1.2.4 v1.2.4 v1.2.3', 'v1.2.4 (patch, 1)'],
  ['v goes where it must', 'v1.2.3', '1.3.0 v1.2.4 v1.2.3', '1.3.0 (minor, 2)'],
  // Dates.
  ['a date is no version', '3', '3 3.20 20240807 20250108 edge', 'newest'],
  ['nor is a year', '12', '12 2024 13', '13 (major, 1)'],
  ['dates are compared with dates', '20240115', '20240807 20240115 3', '20240807 (calendar, 1)'],
  ['years, too', '2024.1.15', '2024.2.0 2025.1.1 2024.1.15 3.0.0', '2025.1.1 (calendar, 2)'],
  ['with zeros', '22.04', '22.04 22.10 24.04 20240827', '24.04 (major, 2)'],
  ['ISO 8601 with hyphens', '2024-01-15', '2024-01-15 2024-02-01 2023-12-31', '2024-02-01 (calendar, 1)'],
  [
    'MinIO',
    'RELEASE.2024-01-16T16-07-38Z',
    'RELEASE.2024-01-16T16-07-38Z RELEASE.2024-12-18T13-15-44Z RELEASE.2024-12-18T13-15-44Z.fips latest',
    'RELEASE.2024-12-18T13-15-44Z (calendar, 1)',
  ],
  [
    'a day after a version is that of its build',
    '1.2.3-20240101',
    '1.2.3-20240201 1.2.4-20231201',
    '1.2.4-20231201 (patch, 2)',
  ],
  ['so is one in ISO 8601', '1.2.3-2024-01-01', '1.2.4-2023-12-01 2024-05-01', 'newest'],
  ['a build number is no version', '2', '2 48213 3', '3 (major, 1)'],
  // Rebuilds.
  [
    'Bitnami',
    '1.25.3-debian-12-r7',
    '1.25.3-debian-12-r8 1.25.4-debian-12-r0 1.25.4-debian-11-r9',
    '1.25.4-debian-12-r0 (patch, 2)',
  ],
  [
    'a rebuild alone',
    '1.25.3-debian-12-r7',
    '1.25.3-debian-12-r10 1.25.3-debian-12-r8',
    '1.25.3-debian-12-r10 (rebuild, 2)',
  ],
  [
    'without one it rolls',
    '1.25.3-debian-12',
    '1.25.3-debian-12-r8 1.25.4-debian-12',
    '1.25.4-debian-12 (patch, 1)',
  ],
  ['of packages', '5.7.1-2', '5.7.1-3 5.8.0-1', '5.8.0-1 (minor, 2)'],
  [
    'LinuxServer',
    'version-1.2.3-ls10',
    'version-1.2.3-ls9 version-1.2.4-ls11',
    'version-1.2.4-ls11 (patch, 1)',
  ],
  ['Temurin', '8u402-b06-jdk', '8u402-b06-jdk 8u412-b08-jdk 11.0.1_13-jdk', 'newest'],
  // Commits.
  ['a commit is no version', 'a1b2c3d', 'a1b2c3d 1.0.0', 'no-version'],
  ['nor one of digits among commits', '1234567', '1234567 a1b2c3d 9999999', 'no-version'],
  [
    'Flux: branch, commit, time',
    'main-a1b2c3d-1700000000',
    'main-ffffff1-1700000500 dev-a1b2c3d-1800000000',
    'main-ffffff1-1700000500 (major, 1)',
  ],
  ['describe', 'v1.2.3-5-g1a2b3c4', 'v1.2.3-7-gabcdef1 v1.2.3', 'v1.2.3-7-gabcdef1 (rebuild, 1)'],
  // What is no version of its own.
  ['latest', 'latest', 'latest 1.0.0', 'no-version'],
  ['stable-alpine', 'stable-alpine', '1.27-alpine', 'no-version'],
  [
    'signatures and lists of contents',
    '1.0.0',
    `1.0.0 sha256-${'a'.repeat(64)}.sig sha256-${'b'.repeat(64)} 2.0.0.sig 2.0.0.att 2.0.0.sbom`,
    'newest',
  ],
  ['a word with a digit in it', 'k8s-1.30', 'k8s-1.31 k9s-1.40', 'k8s-1.31 (minor, 1)'],
  ['what the tag in use is not among', '1.0.0', '', 'newest'],
])('%s: %s of %s is %s', (_, current, tags, expected) => {
  expect(choose(current, tags)).toBe(expected);
});

test.each<[string, string, string, UpdatePolicy, string]>([
  ['minor', '15.4', '15.4 15.6 16.1', { level: 'minor' }, '15.6 (minor, 1)'],
  ['patch', '1.2.3', '1.2.3 1.2.9 1.3.0 2.0.0', { level: 'patch' }, '1.2.9 (patch, 1)'],
  [
    'patch keeps the system',
    '1.2.3-debian-11',
    '1.2.4-debian-12 1.2.4-debian-11',
    { level: 'patch' },
    '1.2.4-debian-11 (patch, 1)',
  ],
  ['pin', '1.2.3', '1.2.3 2.0.0', { level: 'pin' }, 'newest'],
  [
    'pre-releases, in their right order',
    '1.0.0-beta',
    '1.0.0-beta 2.0.0-alpha',
    { level: 'major', prereleases: true },
    '2.0.0-alpha (major, 1)',
  ],
  ['ignore', '1.2.3', '1.2.3 1.2.4 1.2.5', { level: 'major', ignore: ['1.2.5'] }, '1.2.4 (patch, 1)'],
  [
    'an expression',
    '1.2.3',
    '1.2.4 1.3.0 2.0.0',
    { level: 'major', match: '^1\\.[0-2]\\.' },
    '1.2.4 (patch, 1)',
  ],
  [
    'an expression that takes the version',
    'web-1.2.3-blue',
    'web-1.2.4-green web-9.0',
    { level: 'major', match: '^web-(?<version>\\d+\\.\\d+\\.\\d+)-' },
    'web-1.2.4-green (patch, 1)',
  ],
  ['an expression that is not the tag own', '1.2.3', '2.0.0', { level: 'major', match: '^v' }, 'no-version'],
])('policy %s', (_, current, tags, policy, expected) => {
  expect(choose(current, tags, policy)).toBe(expected);
});

test.each([
  ['(', /Invalid regular expression/],
  ['^(a+)+$', /takes longer than 2 s for the tags; write it without nested repetitions/],
])('an expression that cannot be used: %s', (match, message) => {
  const tags = [`${'a'.repeat(60)}!`];
  expect(() => chooseVersion('1', tags, { level: 'major', match })).toThrow(message);
});

const number = fc.integer({ min: 0, max: 30 });
const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const suffix = fc.constantFrom(
  '',
  '-alpine',
  '-alpine3.18',
  '-alpine3.20',
  '-slim-bookworm',
  '-debian-12-r1',
  '-debian-12-r3',
  '-jdk17',
  '-rc1',
  '-rc10',
  '-beta.2',
  '-arm64',
  '-2',
  '-dev',
);
const tag = fc.oneof(
  fc.tuple(fc.constantFrom('', 'v', 'release-'), release, suffix).map((parts) => parts.join('')),
  fc.stringMatching(/^\w[\w.-]{0,12}$/),
);

test('whatever the tags are: what is chosen is there, is newer, is of the family, and is the newest', () => {
  fc.assert(
    fc.property(
      tag,
      fc.array(tag, { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      (current, tags, random) => {
        const choice = chooseVersion(current, tags);
        // The order of the list says nothing.
        const keyed = tags.map((one) => [random.next().value as number, one] as const);
        const shuffled = keyed.sort(([a], [b]) => a - b).map(([, one]) => one);
        expect(chooseVersion(current, shuffled)).toEqual(choice);
        if (choice.kind !== 'newer') return;
        expect(tags).toContain(choice.tag);
        const [own, newest] = [parseTag(current), parseTag(choice.tag)];
        if (own === undefined || newest === undefined) throw new Error('a choice without a version');
        expect(newest.family).toBe(own.family);
        expect(compareVersions(newest, own)).toBeGreaterThan(0);
        if (own.prerelease === null) expect(newest.prerelease).toBeNull();
        // Who has taken it has nothing newer of the same system.
        const next = chooseVersion(choice.tag, tags);
        expect(next.kind === 'newer' ? [next.update, next.tag] : next.kind).toBe('newest');
      },
    ),
    { seed: 7, numRuns: 3_000 },
  );
});

test('the order is that of semantic versions, but for numbers within words', () => {
  const identifier = fc.oneof(fc.integer({ min: 0, max: 99 }).map(String), fc.constantFrom('x', 'y'));
  const prerelease = fc
    .tuple(fc.constantFrom('alpha', 'beta', 'rc'), fc.array(identifier, { maxLength: 2 }))
    .map(([word, rest]) => `-${[word, ...rest].join('.')}`);
  const version = fc
    .tuple(number, number, number, fc.option(prerelease, { nil: '' }))
    .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
  fc.assert(
    fc.property(version, version, (a, b) => {
      const [left, right] = [parseTag(a), parseTag(b)];
      if (left === undefined || right === undefined) throw new Error('a version that is not read');
      expect(Math.sign(compareVersions(left, right))).toBe(semverCompare(a, b));
    }),
    { seed: 7, numRuns: 3_000 },
  );
});

test('no text is too strange to be a tag', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 128 }), fc.array(fc.string({ maxLength: 128 })), (current, tags) => {
      expect(['newest', 'newer', 'no-version']).toContain(chooseVersion(current, tags).kind);
      isAttachment(current);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});
