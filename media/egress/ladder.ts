import { H264Source } from './h264-source.js';
import type { Picture, PictureFormat } from './picture.js';
import { Rung } from './rung.js';
import type { Span } from './segment.js';
import type { MediaTap } from './tap.js';

/** A span in a lower quality: the same length, the same sound. */
export interface Rendition {
  format: PictureFormat;
  pictures: Picture[];
}

/** Segments in a row that have other layers than their take before another take is begun. */
const OUTDATED_AFTER = 3;

/** The lower qualities of one source (simulcast layers), best first. */
export class Ladder {
  private readonly rungs: Rung[] = [];
  private readonly sources: H264Source[];

  constructor(taps: readonly MediaTap[]) {
    this.sources = taps.map((tap) => {
      const rung = new Rung();
      this.rungs.push(rung);
      const onPicture = (picture: Picture): void => rung.keep(picture);
      return new H264Source(tap, { onPacket: () => undefined, onPicture, onWarning: () => undefined });
    });
  }

  requestKeyFrame(now: number): void {
    for (const source of this.sources) source.requestKeyFrame(now);
  }

  tick(now: number): void {
    for (const source of this.sources) source.tick(now);
  }

  async stop(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.stop()));
  }

  forTake(): TakeLadder {
    return new TakeLadder(this.rungs);
  }
}

interface Step {
  rung: Rung;
  format: PictureFormat;
  /** Stands in for a span in which nothing came. */
  lastKey: Picture;
}

/**
 * The lower qualities of one take: those that can be decoded from its beginning. They stay the same for the whole take, so
 * that all variants of the broadcast break in the same places.
 */
export class TakeLadder {
  private steps: Step[] | null = null;
  private differing = 0;

  constructor(private readonly rungs: readonly Rung[]) {}

  /** Layers came or went for good: the next take should have others. */
  get outdated(): boolean {
    return this.differing >= OUTDATED_AFTER;
  }

  /** Called once for each span of the take, in their order. */
  divide(span: Span): Rendition[] {
    this.steps ??= this.choose(span);
    const { steps } = this;
    const came = steps.map(({ rung, format }) => rung.divide(span, format));
    const others = this.rungs.filter((rung) => steps.every((step) => step.rung !== rung));
    const wanted = others.filter((rung) => couldServe(rung, span, steps));
    // A source that sends nothing at all says nothing about its layers: then the best one is a repeated picture, too.
    const differs = wanted.length > 0 || came.some((pictures) => pictures.length === 0);
    if (span.pictures.length > 1) this.differing = differs ? this.differing + 1 : 0;
    return steps.map((step, i) => ({ format: step.format, pictures: filled(step, came[i]!, span) }));
  }

  private choose(span: Span): Step[] {
    let above = span.take.format;
    return this.rungs.flatMap((rung) => {
      const first = rung.begin(span);
      if (!first || !isSmaller(first.format, above)) return [];
      above = first.format;
      return [{ rung, format: above, lastKey: first }];
    });
  }
}

function filled(step: Step, pictures: Picture[], { from }: Span): Picture[] {
  step.lastKey = pictures.findLast(({ key }) => key) ?? step.lastKey;
  return pictures.length > 0 ? pictures : [{ ...step.lastKey, at: from }];
}

/** Whether a layer that the take does without has a size of its own below the best; what it brought is forgotten. */
function couldServe(rung: Rung, span: Span, steps: readonly Step[]): boolean {
  const format = rung.begin(span)?.format;
  rung.drop(span.to);
  if (!format || !isSmaller(format, span.take.format)) return false;
  return steps.every((step) => step.format.width !== format.width);
}

function isSmaller(a: PictureFormat, b: PictureFormat): boolean {
  return a.width * a.height < b.width * b.height;
}
