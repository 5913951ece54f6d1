import type { BrowserContext } from 'playwright-core';
import { codeOf, CODE_HEIGHT, COLUMNS, ROWS } from './time-code.js';

interface CameraFormat {
  width: number;
  height: number;
  frameRate: number;
  columns: number;
  rows: number;
  codeHeight: number;
}

/** Pages of that browser have a camera that shows the time, and a microphone with a tone. Call before the page is opened. */
export async function withTimedCamera(
  context: BrowserContext,
  format: Pick<CameraFormat, 'width' | 'height' | 'frameRate'>,
): Promise<void> {
  const all: CameraFormat = { ...format, columns: COLUMNS, rows: ROWS, codeHeight: CODE_HEIGHT };
  // As text: the page's policy lets no function be made of text later.
  await context.addInitScript({ content: `(${fakeDevices})(${codeOf}, ${JSON.stringify(all)})` });
}

/** Runs in the page. */
function fakeDevices(codeAt: typeof codeOf, format: CameraFormat): void {
  const { width, height, frameRate, columns, rows, codeHeight } = format;
  const GRAINS = 8;

  /** Grain as a sensor has it: without it an encoder would have nothing to do. */
  const grain = (): HTMLCanvasElement => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    const image = pen.createImageData(width, height);
    for (let at = 0; at < image.data.length; at += 4) {
      const level = 96 + Math.random() * 32 + (at / image.data.length) * 64;
      image.data.set([level, level, level * 0.8, 255], at);
    }
    pen.putImageData(image, 0, 0);
    return canvas;
  };

  const camera = (): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    const grains = Array.from({ length: GRAINS }, grain);
    const track = canvas.captureStream(0).getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
    let picture = 0;
    setInterval(() => {
      pen.drawImage(grains[(picture += 1) % GRAINS] as HTMLCanvasElement, 0, 0);
      const code = codeAt(Date.now());
      for (let bit = 0; bit < columns * rows; bit += 1) {
        pen.fillStyle = Math.floor(code / 2 ** (columns * rows - 1 - bit)) % 2 === 1 ? 'white' : 'black';
        const [column, row] = [bit % columns, Math.floor(bit / columns)];
        const [blockWidth, blockHeight] = [width / columns, (height * codeHeight) / rows];
        pen.fillRect(column * blockWidth, row * blockHeight, blockWidth, blockHeight);
      }
      track.requestFrame();
    }, 1_000 / frameRate);
    return track;
  };

  const microphone = (): MediaStreamTrack => {
    const sound = new AudioContext({ sampleRate: 48_000 });
    const source = new OscillatorNode(sound, { frequency: 440 });
    const into = new MediaStreamAudioDestinationNode(sound);
    source.connect(new GainNode(sound, { gain: 0.1 })).connect(into);
    source.start();
    return into.stream.getAudioTracks()[0] as MediaStreamTrack;
  };

  // Pages without an address have no devices.
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async ({ video, audio }: MediaStreamConstraints = {}) =>
    new MediaStream([...(video ? [camera()] : []), ...(audio ? [microphone()] : [])]);
}
