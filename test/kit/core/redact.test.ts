import { redact, redactText } from '../../../kit/core/redact';

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'token',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"aHVudGVyMg=="}}',
      kept: 'yes',
    },
  },
  type: 'Opaque',
  data: { password: 'aHVudGVyMg==', empty: '' },
  stringData: { url: 'https://user:hunter3@example.com' },
};

test('of a Secret only the names of its keys are shown, and the placeholder can be read as base64', () => {
  const shown = redact(secret);
  expect(shown).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'token',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'redacted', kept: 'yes' },
    },
    type: 'Opaque',
    data: { password: 'redacted', empty: 'redacted' },
    stringData: { url: 'redacted' },
  });
  expect(Buffer.from('redacted', 'base64').toString('base64')).toBe('redacted');
  expect(JSON.stringify(secret)).toContain('hunter3');
});

test('data that is no mapping is not shown either', () => {
  expect(redact({ apiVersion: 'v1', kind: 'Secret', data: 'hunter2' })).toMatchObject({ data: 'redacted' });
});

test('other objects are as they are', () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } };
  expect(redact(configMap)).toBe(configMap);
});

test('a message that quotes a value, encoded or not', () => {
  expect(redactText('password is aHVudGVyMg== (hunter2)', secret)).toBe('password is redacted (redacted)');
  expect(redactText('password is hunter2', { ...secret, kind: 'ConfigMap' })).toBe('password is hunter2');
});
