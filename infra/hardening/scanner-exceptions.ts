/** A check of checkov that the example fleet does not pass, and why that is right. */
export interface ScannerException {
  /** For instance `CKV_AZURE_116`. */
  readonly id: string;
  /** The check's own words. */
  readonly check: string;
  readonly reason: string;
}

/** The version of checkov that scans: https://pypi.org/project/checkov */
export const checkovVersion = '3.2.495';

/** All of them: a check that fails and is not here fails the build, as does one that is here and passes. */
export const scannerExceptions: readonly ScannerException[] = [
  {
    id: 'CKV2_AZURE_21',
    check: 'Storage logging is enabled for Blob service for read requests',
    reason:
      'It looks for storage insights, which read the logs by an account key: keys are off. Reads, writes and deletes of state go to the log workspace by a diagnostic setting of the hub.',
  },
  {
    id: 'CKV_AZURE_33',
    check: 'Storage logging is enabled for Queue service',
    reason: 'The account holds no queue; the old logging of queues is set through the data plane, by a key.',
  },
  {
    id: 'CKV_AZURE_116',
    check: 'AKS uses the Azure Policies add-on',
    reason:
      "The add-on brings a managed Gatekeeper, which Azure does not support beside the fleet's own. A cluster chooses it with azurePolicy and an exception.",
  },
  {
    id: 'CKV_AZURE_164',
    check: 'ACR uses signed images',
    reason:
      "Docker Content Trust is being retired by Azure and excludes quarantine's release. The fleet's policies ask for digests and trusted registries at admission instead.",
  },
  {
    id: 'CKV_AZURE_165',
    check: 'Container registries are geo-replicated',
    reason:
      'Each region has a registry of its own, over zones: a region that fails takes no other with it, and nobody pulls across regions.',
  },
];
