import { imageOverride, parseImage } from '../../k8s/kustomize/image-reference';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  ['nginx', { repository: 'nginx' }],
  ['nginx:1.27', { repository: 'nginx', tag: '1.27' }],
  ['localhost:5000/nginx', { repository: 'localhost:5000/nginx' }],
  ['localhost:5000/nginx:1.27', { repository: 'localhost:5000/nginx', tag: '1.27' }],
  [`ghcr.io/acme/app@${digest}`, { repository: 'ghcr.io/acme/app', digest }],
  [`ghcr.io/acme/app:1.0@${digest}`, { repository: 'ghcr.io/acme/app', tag: '1.0', digest }],
])('%s', (image, parts) => {
  expect(parseImage(image)).toEqual({ tag: undefined, digest: undefined, ...parts });
});

test('a stage may take its image from elsewhere', () => {
  expect(imageOverride('old.example/app', 'new.example/app:2')).toEqual({
    name: 'old.example/app',
    newName: 'new.example/app',
    newTag: '2',
    digest: undefined,
  });
});
