import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { isUnavailable } from '../errors.js';

/** What a page says of itself to who does not run its scripts: WeChat and others make their share cards of it. */
export interface PageHead {
  title: string;
  description: string;
  /** A path of this server, or a whole address. */
  image: string;
}

/** @param name what follows the prefix; null for what is not there, or not for everybody */
type HeadProvider = (name: string) => Promise<PageHead | null>;

interface Entry {
  head: Promise<PageHead | null>;
  readAt: number;
}

const FRESH_MS = 60_000;
const MAX_ENTRIES = 2_000;
/** A head is a nicety: beyond so many look-ups at once pages go out without. */
const MOST_AT_ONCE = 3;
const PAGE_PATH = /^(\/[a-z]+\/)([^/]{1,100})\/?$/;

/** Heads of public pages, told by the features that know them. */
@Injectable()
export class PageHeads {
  private readonly logger = new Logger(PageHeads.name);
  private readonly providers = new Map<string, HeadProvider>();
  private readonly entries = new Map<string, Entry>();
  private running = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @param prefix of the page's path, e.g. `/s/` */
  register(prefix: string, provider: HeadProvider): void {
    if (this.providers.has(prefix)) throw new Error(`Heads of ${prefix} are registered twice`);
    this.providers.set(prefix, provider);
  }

  /** The page with its head, or the page as it is; never an error. */
  async complete(html: string, path: string): Promise<string> {
    const [, prefix = '', name = ''] = PAGE_PATH.exec(path) ?? [];
    const provider = this.providers.get(prefix);
    if (!provider) return html;
    const head = await this.head(`${prefix}${name}`, () => provider(name)).catch((error: unknown) => {
      if (!isUnavailable(error)) this.logger.error(error, `No head for ${prefix}`);
      return null;
    });
    return head ? withHead(html, head, { publicUrl: this.config.publicUrl, path: `${prefix}${name}` }) : html;
  }

  private head(key: string, ask: () => Promise<PageHead | null>): Promise<PageHead | null> {
    const known = this.entries.get(key);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.head;
    if (this.running >= MOST_AT_ONCE) return known?.head ?? Promise.resolve(null);
    this.running += 1;
    const head = ask().finally(() => (this.running -= 1));
    this.remember(key, head);
    head.catch(() => this.entries.delete(key));
    return head;
  }

  private remember(key: string, head: Promise<PageHead | null>): void {
    this.entries.delete(key);
    this.entries.set(key, { head, readAt: Date.now() });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}

const LONGEST = { title: 100, description: 160 };

/** Puts a head in place of the page's own title and description. Texts are people's: every sign of markup is escaped. */
export function withHead(
  html: string,
  { title, description, image }: PageHead,
  { publicUrl, path }: { publicUrl: string; path: string },
): string {
  const [name, text] = [cut(title, LONGEST.title), cut(description, LONGEST.description)];
  const address = publicUrl + path;
  const picture = image.startsWith('/') ? publicUrl + image : image;
  const tags = [
    `<title>${escape(name)}</title>`,
    meta('name', 'description', text),
    meta('property', 'og:type', 'website'),
    meta('property', 'og:title', name),
    meta('property', 'og:description', text),
    meta('property', 'og:image', picture),
    meta('property', 'og:url', address),
    `<link rel="canonical" href="${escape(address)}" />`,
  ];
  // Replacements by function: a `$&` in somebody's title is no pattern.
  return html
    .replace(/<title>[^<]*<\/title>\s*/, () => '')
    .replace(/<meta name="description"[^>]*>\s*/, () => '')
    .replace('</head>', () => `  ${tags.join('\n    ')}\n  </head>`);
}

function meta(kind: 'name' | 'property', key: string, value: string): string {
  return `<meta ${kind}="${key}" content="${escape(value)}" />`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}

/** One line of at most so many characters. */
function cut(text: string, most: number): string {
  const line = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  return line.length > most ? `${line.slice(0, most - 1).join('')}…` : line.join('');
}
