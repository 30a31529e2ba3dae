/** The file in docs/schemas. */
export const workspaceSchemaFile = 'workspace.schema.json';

/** A name that can stand in a table, a path and an address. */
export const namePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$';

/** An environment variable's name, POSIX. */
export const variablePattern = '^[A-Za-z_][A-Za-z0-9_]{0,99}$';

/** A host, with or without a path: `ghcr.io`, `registry.example.com:5000/team`. */
export const registryPattern = '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9._/-]+)?$';

/** What is cloned from: https, ssh (a user's name goes with it, a password never), file, and git@host:path. */
export const urlPattern =
  '^(https://[^/@\\s]+/\\S+|ssh://([^/@:\\s]+@)?[^/@\\s]+/\\S+|file:///\\S+|[\\w.-]+@[\\w.-]+:(?!//)\\S+)$';

/** What `fleetkeep.yaml` may say, for editors; the reader says the same with lines and fixes, and a test holds the two together. */
export const workspaceSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `https://fleetkeep.dev/schemas/${workspaceSchemaFile}`,
  title: 'fleetkeep.yaml',
  description: 'The repositories that fleetkeep answers about together.',
  type: 'object',
  additionalProperties: false,
  required: ['repositories'],
  properties: {
    repositories: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        oneOf: [
          { required: ['url'], properties: { url: true } },
          { required: ['path'], properties: { path: true } },
        ],
        properties: {
          name: {
            type: 'string',
            pattern: namePattern,
            description: 'By which it is known in answers. Default: the last part of its address or path.',
          },
          url: {
            type: 'string',
            pattern: urlPattern,
            description: 'Where it is cloned from, by https, ssh or file; without a password.',
          },
          path: {
            type: 'string',
            minLength: 1,
            description: 'A repository on this machine, relative to the folder of this file.',
          },
          revision: {
            type: 'string',
            minLength: 1,
            pattern: '^[^-]',
            description:
              'A branch, tag or commit. Default: the working tree; of a URL or bare repository its default branch.',
          },
          entries: {
            type: 'object',
            minProperties: 1,
            additionalProperties: { type: 'string', minLength: 1 },
            description: 'Clusters that nothing in it declares: the folder in which each begins, by name.',
          },
          credentials: {
            type: 'object',
            additionalProperties: false,
            required: ['variable'],
            properties: {
              variable: {
                type: 'string',
                pattern: variablePattern,
                description: 'Name of the environment variable that holds the password or token.',
              },
              username: {
                type: 'string',
                pattern: '^[^\\s:]+$',
                description: 'What goes with it. Default: x-access-token.',
              },
            },
            description: "Default: Git's own: a credential helper, an ssh agent. Only for https.",
          },
        },
      },
    },
    registries: {
      type: 'array',
      items: { type: 'string', pattern: registryPattern },
      description: 'Registries that may be asked about images: hosts, with or without a path. Default: none.',
    },
    stages: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description:
        'Names of stages in the order of promotion, for applications that nobody declared. Default: none.',
    },
  },
} as const;
