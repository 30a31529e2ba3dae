import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readReport } from '../../../../kit/core/vulnerabilities/read-report';
import type { ScanReport, VexDocument } from '../../../../kit/core/vulnerabilities/scan-report';

const digest = `sha256:${'a'.repeat(64)}`;
const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');
const scan = (name: string): ScanReport => {
  const [first] = readReport(fixture(name));
  if (first?.kind !== 'scan') throw new Error(`${name} is no scan`);
  return first;
};

test.each([
  ['trivy.json', 'trivy', 'trivy', '2026-11-20T08:30:00Z'],
  ['grype.json', 'grype', 'grype', '2026-11-21T09:00:00Z'],
  ['trivy.sarif', 'trivy', 'sarif', null],
  ['grype.sarif', 'grype', 'sarif', null],
  ['cyclonedx.json', 'trivy', 'cyclonedx', '2026-11-22T09:00:00Z'],
  ['vulnerability-reports.yaml', 'trivy', 'vulnerability-report', '2026-11-24T00:00:00Z'],
])('%s: the image, its digest, and openssl', (name, tool, format, scannedAt) => {
  const report = scan(name);
  expect(report).toMatchObject({ tool, format, scannedAt, image: 'ghcr.io/acme/shop:1.4.0' });
  expect(report.digests).toContain(digest);
  const openssl = report.vulnerabilities.find((one) => one.package === 'openssl');
  expect(openssl).toMatchObject({ id: 'CVE-2026-1001', version: '3.0.15-1' });
});

test('Trivy: severities, scores, other names, fixes; none of the secrets that it quotes', () => {
  const report = scan('trivy.json');
  expect(
    report.vulnerabilities.map(({ id, severity, score, fixedVersion }) => [
      id,
      severity,
      score,
      fixedVersion,
    ]),
  ).toEqual([
    ['CVE-2026-1001', 'critical', 9.8, '3.0.16-1'],
    ['CVE-2026-1002', 'high', null, null],
    ['CVE-2026-1003', 'unknown', null, null],
    ['GHSA-aaaa-bbbb-cccc', 'medium', null, '1.0.1'],
  ]);
  expect(report.vulnerabilities[0]?.aliases).toEqual(['DSA-6001-1']);
  expect(JSON.stringify(report)).not.toMatch(/PASSWORD|aws|AWS/);
});

test('Grype: the CVE is the name where there is one, and the worst score counts', () => {
  expect(scan('grype.json').vulnerabilities).toMatchObject([
    {
      id: 'CVE-2026-2001',
      aliases: ['GHSA-xxxx-yyyy-zzzz'],
      severity: 'high',
      score: 9.1,
      fixedVersion: '1.0.1',
      title: 'left-pad pads too much',
    },
    { id: 'CVE-2026-1001', severity: 'low', score: null, fixedVersion: null },
  ]);
});

test('SARIF: package and severity out of the words', () => {
  expect(scan('trivy.sarif').vulnerabilities).toMatchObject([
    { severity: 'critical', score: 9.8, fixedVersion: '3.0.16-1' },
  ]);
  expect(scan('grype.sarif').vulnerabilities).toMatchObject([{ severity: 'critical', version: '3.0.15-1' }]);
});

test('CycloneDX: components within components, and what the analysis says', () => {
  expect(scan('cyclonedx.json').vulnerabilities).toMatchObject([
    { id: 'CVE-2026-1001', severity: 'critical', fixedVersion: '3.0.16-1', vex: null },
    {
      id: 'CVE-2026-2001',
      package: 'left-pad',
      version: '1.0.0',
      vex: { status: 'not_affected', detail: 'code_not_reachable: It pads on the right only: will_not_fix' },
    },
  ]);
});

test('statements, of OpenVEX and of CycloneDX without components', () => {
  const [openvex] = readReport(fixture('openvex.json')) as readonly VexDocument[];
  expect(openvex).toMatchObject({ kind: 'vex', author: 'Acme Security', statedAt: '2026-11-23T00:00:00Z' });
  // What is about no image is left.
  expect(openvex?.statements).toEqual([
    {
      ids: ['CVE-2026-1001', 'DSA-6001-1'],
      digest,
      repository: 'ghcr.io/acme/shop',
      packages: ['pkg:deb/debian/openssl@3.0.15-1'],
      status: 'not_affected',
      detail: 'vulnerable_code_not_in_execute_path: Only the command line is affected',
    },
    {
      ids: ['CVE-2026-1002'],
      digest: null,
      repository: 'ghcr.io/acme/shop',
      packages: [],
      status: 'under_investigation',
      detail: null,
    },
  ]);
  const [cyclonedx] = readReport(fixture('cyclonedx-vex.json')) as readonly VexDocument[];
  expect(cyclonedx).toMatchObject({
    kind: 'vex',
    author: 'Acme',
    statements: [
      {
        ids: ['CVE-2026-1002'],
        digest,
        repository: 'ghcr.io/acme/shop',
        status: 'not_affected',
        packages: [],
      },
    ],
  });
});

test.each([
  ['', 'holds no report'],
  ['{', 'is not valid JSON'],
  ['a: [', 'is neither JSON nor YAML: line 1'],
  ['{"secret": "abc"}', 'is none of the reports that are known: JSON of Trivy'],
  ['{"SchemaVersion": 2, "Results": []}', 'is none of the reports'],
  ['{"matches": [], "source": {"type": "directory", "target": "."}}', 'does not say of which image it is'],
  ['{"bomFormat": "CycloneDX", "specVersion": "1.6"}', 'does not say of which image it is'],
  ['{"@context": "https://openvex.dev/ns/v0.2.0", "statements": []}', 'has no statement about an image'],
  ['kind: ConfigMap', 'is none of the reports'],
])('no report: %s', (text, message) => {
  expect(() => readReport(text)).toThrow(message);
});
