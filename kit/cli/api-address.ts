import { UsageError } from '../core/errors';

const own = ['127.0.0.1', 'localhost'];

/** The value of `--api`. @throws UsageError: a token goes there, so nowhere but over TLS, or to this machine */
export function apiAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text)) {
    const { protocol, hostname, username, password } = new URL(text);
    const safe = protocol === 'https:' || (protocol === 'http:' && own.includes(hostname));
    if (safe && username === '' && password === '') return text.replace(/\/$/, '');
  }
  throw new UsageError(
    `--api '${text}' is no https address: write for instance https://ghe.acme.example/api/v3`,
  );
}
