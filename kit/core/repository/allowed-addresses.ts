import { UsageError } from '../errors';
import { repositoryAddress } from './address';

/**
 * What may be fetched for the rendering, Git repositories, charts and artifacts: those of a host, or below a path of it. `github.com/acme` allows
 * https://github.com/acme/shop and git@github.com:acme/shop, and not https://github.com/acme-evil/shop.
 */
export class AllowedAddresses {
  /** Hosts, each with or without a path, as they are compared. */
  readonly prefixes: readonly string[];

  /** @throws UsageError for what is no host, with or without a path */
  constructor(written: readonly string[]) {
    this.prefixes = written.map((value) => {
      const address =
        repositoryAddress(value) ??
        (value.includes('://') ? undefined : repositoryAddress(`https://${value}`));
      if (address === undefined) {
        throw new UsageError(`--fetch '${value}' is no host: say for instance --fetch github.com/acme`);
      }
      return address;
    });
  }

  get none(): boolean {
    return this.prefixes.length === 0;
  }

  allow(url: string): boolean {
    const address = repositoryAddress(url);
    return (
      address !== undefined &&
      this.prefixes.some((prefix) => address === prefix || address.startsWith(`${prefix}/`))
    );
  }
}
