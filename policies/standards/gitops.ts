import type { Standard } from './standard';

/** Our own: what makes “Flux is the only component that changes the cluster” true. */
export const gitOpsStandard: Standard = {
  id: 'gitops',
  title: 'Fleetkeep GitOps',
  version: '1',
  source: 'Fleetkeep; https://fluxcd.io/flux/security/best-practices/ and https://opengitops.dev/ (1.0.0)',
  controls: [
    { id: 'G1', title: 'Only Flux, the system and who holds a running grant write' },
    { id: 'G2', title: 'Flux applies every folder and chart as an account with the rights of its task' },
    { id: 'G3', title: 'Nobody but Flux has the rights of Flux’s accounts' },
    { id: 'G4', title: 'A tenant takes nothing from another tenant’s sources' },
    { id: 'G5', title: 'Sources are on a list' },
    { id: 'G6', title: 'Sources are verified by signature' },
    { id: 'G7', title: 'A cluster’s Flux writes to that cluster only' },
    { id: 'G8', title: 'Policies are changed by those who own them only' },
    {
      id: 'G9',
      title: 'No namespace is taken out of Gatekeeper’s sight',
      outside:
        'Gatekeeper is not asked about a namespace that wears the label: its own webhook check-ignore-label refuses it ' +
        '(exemptNamespaces in the release’s values), and RBAC guards flux-system and gatekeeper-system.',
    },
    { id: 'G10', title: 'Namespaces keep the labels that Pod Security Admission and their owner need' },
    { id: 'G11', title: 'Nobody changes what runs by a shell or a debug container' },
  ],
};
