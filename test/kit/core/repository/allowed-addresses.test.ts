import { UsageError } from '../../../../kit/core/errors';
import { AllowedAddresses } from '../../../../kit/core/repository/allowed-addresses';

test.each([
  ['github.com', 'https://github.com/acme/shop', true],
  ['github.com', 'ssh://git@github.com/acme/shop', true],
  ['github.com', 'git@github.com:acme/shop.git', true],
  ['GitHub.com', 'https://GITHUB.com/acme/shop', true],
  ['https://github.com/acme', 'git@github.com:acme/shop.git', true],
  ['github.com/acme', 'https://github.com/acme/shop', true],
  ['github.com/acme/shop', 'https://github.com/acme/shop.git', true],
  ['github.com/acme', 'https://github.com/acme-evil/shop', false],
  ['github.com', 'https://github.com.evil.test/acme/shop', false],
  ['github.com', 'https://evil.test/github.com/acme', false],
  ['github.com', 'https://github.com@evil.test/acme', false],
  ['github.com/acme', 'git@github.com:acme/../evil/shop', false],
  ['github.com', 'https://github.com:8443/acme/shop', false],
  ['github.com:8443', 'https://github.com:8443/acme/shop', true],
  ['file:///srv/git', 'file:///srv/git/shop', true],
  ['file:///srv/git', 'file:///srv/other', false],
  ['github.com', 'not an address', false],
  ['github.com/acme', 'https://github.com\\acme\\x@evil.test/shop', false],
  ['github.com/acme', 'ssh://git@github.com/acme/..%2fother/secret', false],
  ['github.com', 'https://github.com/acme/shop\n', false],
])('--fetch %s and %s: %s', (allowed, url, expected) => {
  expect(new AllowedAddresses([allowed]).allow(url)).toBe(expected);
});

test('nothing is allowed by itself', () => {
  expect(new AllowedAddresses([]).none).toBe(true);
  expect(new AllowedAddresses([]).allow('https://github.com/acme/shop')).toBe(false);
});

test.each(['', 'https://', 'a b'])('what is no host is refused: %p', (written) => {
  expect(() => new AllowedAddresses([written])).toThrow(UsageError);
});
