import { insideSink } from '../egress/sink.js';
import { MediaError, type Layer, type LayerBox, type LayerSource } from '../types.js';

const MOST_LAYERS = 4;
const MOST_PATH = 500;
/** Rounding in the fractions of whoever drew the boxes. */
const SLACK = 1e-6;

/** What comes from outside is read field by field. */
export function readLayers(layers: readonly Layer[]): Layer[] {
  if (!Array.isArray(layers)) throw refused('layers is not a list');
  if (layers.length > MOST_LAYERS) throw new MediaError('media.limit_reached', `at most ${MOST_LAYERS} layers`);
  const read = layers.map(readLayer);
  // Each has its own sound, and packets of two cannot be mixed.
  if (new Set(read.filter(isClip).map(({ source }) => JSON.stringify(source))).size > 1) {
    throw new MediaError('media.limit_reached', 'at most one clip');
  }
  return read;
}

function readLayer(layer: Layer): Layer {
  const { fit } = layer;
  if (fit !== 'contain' && fit !== 'cover') throw refused('fit is neither contain nor cover');
  return { source: readSource(layer.source), box: readBox(layer.box), fit };
}

function readSource(source: LayerSource): LayerSource {
  if (source.kind === 'producer') {
    if (typeof source.producerId !== 'string') throw refused('producerId is no text');
    return { kind: 'producer', producerId: source.producerId };
  }
  if (source.kind === 'picture') return { kind: 'picture', path: readPath(source.path) };
  if (source.kind === 'clip') return { kind: 'clip', path: readPath(source.path), loop: source.loop === true };
  throw refused('unknown source');
}

function readPath(path: string): string {
  if (typeof path !== 'string' || path === '' || path.length > MOST_PATH || /\p{Cc}/u.test(path)) {
    throw refused('path is no path');
  }
  try {
    return insideSink(path);
  } catch (error) {
    throw refused('path leaves the sink', error);
  }
}

function readBox({ x, y, width, height }: LayerBox): LayerBox {
  const inside = (start: number, length: number): boolean => start >= 0 && length > 0 && start + length <= 1 + SLACK;
  if (!inside(x, width) || !inside(y, height)) throw refused('a box lies outside of the frame');
  return { x, y, width, height };
}

function isClip({ source }: Layer): boolean {
  return source.kind === 'clip';
}

function refused(message: string, cause?: unknown): MediaError {
  return new MediaError('media.parameters_refused', message, { cause });
}
