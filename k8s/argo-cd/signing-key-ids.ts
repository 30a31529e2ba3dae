import { createHash } from 'node:crypto';

const publicKey = 6;
const publicSubkey = 14;

/** The keys of an armoured OpenPGP file by their ids, 16 hexadecimal digits each, the primary key's first. */
export interface SigningKeyIds {
  readonly primary: string;
  /** Of the primary key and its subkeys: any of them may have signed. */
  readonly all: readonly string[];
}

/**
 * Reads the ids of a public key (RFC 4880, 4.2 and 12.2), by which Argo CD knows it.
 *
 * @param name of the file, for messages
 * @throws Error for what is no public key of version 4
 */
export function signingKeyIds(name: string, armoured: string): SigningKeyIds {
  const [, body = ''] =
    /-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:[^\n]+\n)*\n([^-]*?)(?:\n=[^\n]*)?\n-----END/.exec(
      armoured.replace(/\r/g, ''),
    ) ?? [];
  const ids = [...packets(Buffer.from(body, 'base64'))]
    .filter(({ tag }) => tag === publicKey || tag === publicSubkey)
    .map(({ content }) => {
      if (content[0] !== 4) {
        throw new Error(
          `github.signingKeys '${name}': a key of version ${content[0]}; Argo CD verifies those of version 4`,
        );
      }
      const length = Buffer.from([0x99, content.length >> 8, content.length & 0xff]);
      return createHash('sha1').update(length).update(content).digest('hex').slice(-16).toUpperCase();
    });
  const [primary] = ids;
  if (primary === undefined)
    throw new Error(`github.signingKeys '${name}' holds no public key that Argo CD could verify by`);
  return { primary, all: ids };
}

function* packets(data: Buffer): Generator<{ readonly tag: number; readonly content: Buffer }> {
  let at = 0;
  while (at < data.length) {
    const header = data[at++] ?? 0;
    const isNew = (header & 0x40) !== 0;
    const tag = isNew ? header & 0x3f : (header >> 2) & 0x0f;
    let length: number;
    if (isNew) {
      const first = data[at++] ?? 0;
      if (first < 192) length = first;
      else if (first < 224) length = ((first - 192) << 8) + (data[at++] ?? 0) + 192;
      else {
        length = data.readUInt32BE(at);
        at += 4;
      }
    } else {
      const bytes = [1, 2, 4][header & 0x03] ?? 0;
      length = bytes === 0 ? data.length - at : data.readUIntBE(at, bytes);
      at += bytes;
    }
    yield { tag, content: data.subarray(at, at + length) };
    at += length;
  }
}
