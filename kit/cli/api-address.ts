import { UsageError } from '../core/errors';

/** The value of `--api`. @throws UsageError: a token goes there, so nowhere but over TLS, or to this machine */
export function apiAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(text)) return text.replace(/\/$/, '');
  throw new UsageError(`--api '${text}' is no https address`);
}
