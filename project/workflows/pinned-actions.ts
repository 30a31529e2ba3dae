import type { PinnedAction } from './workflow';

/** The actions that the workflows use: GitHub's own, and HashiCorp's that installs Terraform. */
export const actions = {
  checkout: {
    action: 'actions/checkout',
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    release: 'v7.0.1',
  },
  setupNode: {
    action: 'actions/setup-node',
    commit: '820762786026740c76f36085b0efc47a31fe5020',
    release: 'v7.0.0',
  },
  uploadArtifact: {
    action: 'actions/upload-artifact',
    commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    release: 'v7.0.0',
  },
  downloadArtifact: {
    action: 'actions/download-artifact',
    commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
    release: 'v8.0.1',
  },
  setupTerraform: {
    action: 'hashicorp/setup-terraform',
    commit: 'dfe3c3f87815947d99a8997f908cb6525fc44e9e',
    release: 'v4.0.1',
  },
} as const satisfies Readonly<Record<string, PinnedAction>>;
