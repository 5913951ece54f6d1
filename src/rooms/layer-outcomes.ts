import type { Layer, LayerSource, MediaFact } from './media.provider.js';

type Warning = Extract<MediaFact, { fact: 'composer.warning' }>;

/** What became of the layers of a composed picture; known for as long as they are composed. */
export class LayerOutcomes {
  private readonly failed = new Set<string>();
  private readonly ended = new Set<string>();
  /** What was warned of, by code and layer. */
  private readonly warnings = new Map<string, string>();

  /** The media node tries again and again. @returns whether this is the first word of it */
  isNews({ code, source }: Warning): boolean {
    const layer = source ? nameOf(source) : '';
    const warning = `${code} ${layer}`;
    if (this.warnings.has(warning)) return false;
    this.warnings.set(warning, layer);
    return true;
  }

  /** @returns whether it was not known */
  fail(source: LayerSource): boolean {
    return addedTo(this.failed, nameOf(source));
  }

  /** @returns whether it was not known */
  end(path: string): boolean {
    return addedTo(this.ended, path);
  }

  /** Forgets what is not composed any more: if it comes back, it begins anew. */
  keep(layers: readonly Layer[]): void {
    const kept = new Set(layers.map(({ source }) => nameOf(source)));
    for (const layer of this.failed) if (!kept.has(layer)) this.failed.delete(layer);
    for (const layer of this.ended) if (!kept.has(layer)) this.ended.delete(layer);
    for (const [warning, layer] of this.warnings) if (layer && !kept.has(layer)) this.warnings.delete(warning);
  }

  clear(): void {
    this.failed.clear();
    this.ended.clear();
    this.warnings.clear();
  }

  /** @param layer a producer's id or a file's path */
  hasFailed(layer: string): boolean {
    return this.failed.has(layer);
  }

  hasEnded(path: string): boolean {
    return this.ended.has(path);
  }
}

function nameOf(source: LayerSource): string {
  return source.kind === 'producer' ? source.producerId : source.path;
}

function addedTo(known: Set<string>, layer: string): boolean {
  if (known.has(layer)) return false;
  known.add(layer);
  return true;
}
