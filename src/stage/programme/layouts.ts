import type { SceneLayout } from '../../contracts/vocabulary.js';
import type { Layer, LayerSource } from '../../rooms/media.provider.js';

type Box = Layer['box'];

const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };
/** A quarter of the frame's width, off the edges and above a player's bar of controls. */
const CORNER: Box = { x: 0.73, y: 0.7, width: 0.25, height: 0.25 };
const HALVES: Box[] = [
  { x: 0, y: 0.25, width: 0.5, height: 0.5 },
  { x: 0.5, y: 0.25, width: 0.5, height: 0.5 },
];

/** One picture of a scene; what is read (slides, screens) is shown whole, faces fill their place. */
export interface ScenePicture {
  source: LayerSource;
  isRead: boolean;
}

/** Where the pictures of a scene lie. @param pictures one or two, the large one first */
export function layersOf(layout: SceneLayout, pictures: readonly ScenePicture[]): Layer[] {
  const boxes = layout === 'side_by_side' && pictures.length === 2 ? HALVES : [WHOLE, CORNER];
  return pictures.slice(0, 2).map(({ source, isRead }, index) => ({
    source,
    box: boxes[index] ?? WHOLE,
    // The large one is never cropped: it may be of any shape.
    fit: isRead || boxes[index] === WHOLE ? 'contain' : 'cover',
  }));
}
