import type { Standard } from './standard';

export const bsiKubernetesStandard: Standard = {
  id: 'bsi-app-4.4',
  title: 'BSI IT-Grundschutz APP.4.4 Kubernetes',
  version: '2023',
  source: 'IT-Grundschutz-Kompendium 2023, APP.4.4; for pods as dynatrace-oss/Kalm-Benchmark reads it',
  controls: [
    {
      id: 'APP.4.4.A1',
      title: 'How applications are kept apart is planned',
      outside: 'A plan on paper; tenants and their namespaces in fleet.ts carry it out.',
    },
    {
      id: 'APP.4.4.A2',
      title: 'Automation by pipelines is planned and its rights are restricted',
      outside: 'A plan on paper; the repository’s rulesets and workflows carry it out.',
    },
    { id: 'APP.4.4.A3', title: 'Everybody who writes is known, and has the rights of his task only' },
    { id: 'APP.4.4.A4', title: 'Pods are separated from the node and from each other' },
    {
      id: 'APP.4.4.A5',
      title: 'Data of the cluster is backed up',
      outside: 'Backups run in Azure; what the cluster is made of is in Git.',
    },
    {
      id: 'APP.4.4.A6',
      title: 'What a pod needs to start is done by an init container, with its own rights',
      outside: 'No manifest says what is initialisation. Init containers are judged as all others are.',
    },
    { id: 'APP.4.4.A7', title: 'Networks of administration, nodes and applications are apart' },
    {
      id: 'APP.4.4.A8',
      title: 'Configuration is versioned, and changes are reviewed',
      open: 'That the review took place is the repository’s matter: its rulesets demand it.',
    },
    {
      id: 'APP.4.4.A9',
      title: 'Every workload has a service account of its own, and a token only if it needs one',
    },
    {
      id: 'APP.4.4.A10',
      title: 'Automation has the rights of its task only, apart for each tenant',
    },
    { id: 'APP.4.4.A11', title: 'Containers are watched, and report when they are well' },
    {
      id: 'APP.4.4.A12',
      title: 'Services of the platform are protected as the platform is',
      outside: 'An architecture: registry, keys and logs are behind private endpoints (the hub stack).',
    },
    { id: 'APP.4.4.A13', title: 'The configuration is audited automatically' },
    {
      id: 'APP.4.4.A14',
      title: 'Nodes are set apart for what needs protection',
      outside: 'A decision about node pools, which fleet.ts declares.',
    },
    {
      id: 'APP.4.4.A15',
      title: 'What needs protection has nodes or a cluster of its own',
      outside: 'A decision about clusters and node pools, which fleet.ts declares.',
    },
    {
      id: 'APP.4.4.A16',
      title: 'Operators automate critical work',
      outside: 'A choice of software.',
    },
    {
      id: 'APP.4.4.A17',
      title: 'Nodes prove what they are',
      outside: 'A property of the virtual machines: trusted launch (the cluster stack).',
    },
    { id: 'APP.4.4.A18', title: 'Pods reach each other where a rule allows it only' },
    {
      id: 'APP.4.4.A19',
      title: 'The cluster survives the loss of a site',
      open: 'That there are several sites is fleet.ts’s matter; policies see to replicas and disruption budgets.',
    },
    { id: 'APP.4.4.A20', title: 'Data at rest is encrypted' },
    {
      id: 'APP.4.4.A21',
      title: 'Pods are restarted regularly',
      outside: 'Something that happens over time; no object says it.',
    },
  ],
};
