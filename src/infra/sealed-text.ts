import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;

interface SealingKey {
  /** First eight hex digits of the key's SHA-256: says which key opens a text, and nothing else. */
  readonly id: string;
  /** An object and not its bytes: a cipher made with those takes four times as long. */
  readonly key: KeyObject;
}

/**
 * Texts that must not lie open in the database: phone numbers and the like. The form is
 * `v1.<key id>.<base64url(iv, ciphertext, tag)>`, AES-256-GCM.
 *
 * `context` names the column, e.g. `person_phone`; a text that was moved to another column does not open there.
 *
 * Changing SECRET_KEY: with the old one in SECRET_KEYS_RETIRED what it sealed still opens. Digests are made with the
 * current key alone, so that a look-up and a unique index see one digest per text: rows of before are not found until
 * each has been opened, sealed and digested anew.
 */
@Injectable()
export class SealedText {
  private readonly current: SealingKey;
  private readonly keys: ReadonlyMap<string, SealingKey>;
  private readonly digestKey: Buffer;

  constructor(@Inject(CONFIG) { secretKey, secretKeysRetired }: Pick<Config, 'secretKey' | 'secretKeysRetired'>) {
    this.current = sealingKey(secretKey);
    this.keys = new Map([...secretKeysRetired.map(sealingKey), this.current].map((key) => [key.id, key]));
    this.digestKey = derive(secretKey, 'sealed-text-digest');
  }

  /** Twice the same text gives two different results: equality is what `digest` is for. */
  seal(plain: string, context: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.current.key, iv).setAAD(Buffer.from(context));
    const body = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.current.id}.${body.toString('base64url')}`;
  }

  /** @throws Error when the text was altered, belongs to another context, or its key is neither current nor retired */
  open(sealed: string, context: string): string {
    const { key, body } = this.parse(sealed, context);
    const decipher = createDecipheriv(CIPHER, key.key, body.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(body.subarray(-TAG_BYTES));
    const plain = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES));
    // Checks the tag; in this mode nothing is left to come.
    decipher.final();
    return plain.toString('utf8');
  }

  /** What a text is looked up and kept unique by: HMAC-SHA256, base64url; another one in another context. */
  digest(plain: string, context: string): string {
    return createHmac('sha256', this.digestKey).update(context).update('\0').update(plain).digest('base64url');
  }

  private parse(sealed: string, context: string): { key: SealingKey; body: Buffer } {
    const [, id = '', encoded = ''] = SEALED.exec(sealed) ?? [];
    const body = Buffer.from(encoded, 'base64url');
    if (body.length < IV_BYTES + TAG_BYTES) throw new Error(`Not a sealed text (${context})`);
    const key = this.keys.get(id);
    if (!key) throw new Error(`Sealed with an unknown key ${id} (${context}): SECRET_KEYS_RETIRED must name it`);
    return { key, body };
  }
}

function sealingKey(secret: string): SealingKey {
  const key = derive(secret, 'sealed-text');
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key: createSecretKey(key) };
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'yunqiao', purpose, 32));
}
