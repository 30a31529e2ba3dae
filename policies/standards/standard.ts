/** One requirement of a standard. */
export interface Control {
  /** As the standard prints it, for instance `5.2.2`; a range where neighbours share one answer. */
  readonly id: string;
  /** What it asks for, in our words. */
  readonly title: string;
  /**
   * Why no admission policy can see to it, and where it is seen to instead.
   *
   * @default - policies see to it: those of the catalogue that name the control
   */
  readonly outside?: string;
  /** What of it the policies leave open. @default - nothing */
  readonly open?: string;
}

/** A published standard that policies are mapped to. */
export interface Standard {
  /** For instance `cis-aks`; also the id of its pack. */
  readonly id: string;
  readonly title: string;
  /** The edition. */
  readonly version: string;
  /** Where the mapping of its controls to policies was taken from. */
  readonly source: string;
  /** In the standard's order. */
  readonly controls: readonly Control[];
}

/** Why processes of the control plane are not a policy's matter. */
export const controlPlane =
  'The control plane: processes and files that no admission request touches. AKS runs it.';

/** Why nodes are not a policy's matter. */
export const nodes =
  'Files and processes of a node: no admission request touches them. AKS node images set them.';
