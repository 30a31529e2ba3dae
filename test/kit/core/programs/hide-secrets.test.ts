import { secretHider } from '../../../../kit/core/programs/hide-secrets';

test('secrets of the environment are taken out of what programs say, keys line by line', () => {
  const hide = secretHider({
    GH_TOKEN: 'ghp_notARealTokenOfAnybody000000000000000',
    ARM_CLIENT_SECRET: 'hunter2-hunter2',
    GITHUB_APP_PEM_FILE: '-----BEGIN RSA KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA KEY-----',
    HOME: '/home/ops/somewhere',
    SHORT_TOKEN: 'main',
  });
  const said =
    'ghp_notARealTokenOfAnybody000000000000000 hunter2-hunter2 MIIEpAIBAAKCAQEA /home/ops/somewhere main';
  expect(hide(said)).toBe('*** *** *** /home/ops/somewhere main');
});
