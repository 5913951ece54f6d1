import type { BrowserContext, Page } from 'playwright-core';

/** Who is told apart by a picture of one colour and a tone of one pitch. */
export interface Actor {
  /** Red, green and blue, 0 to 255; plain ones survive the encoding best. */
  colour: readonly [number, number, number];
  /** Hz */
  tone: number;
}

export type Colour = readonly [number, number, number];

/** Pages of that browser have this camera and this microphone. Call before the page is opened. */
export async function asActor(context: BrowserContext, { colour, tone }: Actor): Promise<void> {
  await context.addInitScript(
    ({ colour, tone }) => {
      const camera = (): MediaStreamTrack => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [320, 180];
        const pen = canvas.getContext('2d')!;
        let step = 0;
        // A little that moves: an encoder sends hardly anything of a picture that stands still.
        setInterval(() => {
          pen.fillStyle = `rgb(${colour.join(' ')})`;
          pen.fillRect(0, 0, 320, 180);
          pen.fillStyle = 'white';
          pen.fillRect((step += 4) % 300, 4, 12, 12);
        }, 66);
        return canvas.captureStream(15).getVideoTracks()[0]!;
      };
      const microphone = (): MediaStreamTrack => {
        const sound = new AudioContext({ sampleRate: 48_000 });
        const source = new OscillatorNode(sound, { frequency: tone });
        const into = new MediaStreamAudioDestinationNode(sound);
        source.connect(new GainNode(sound, { gain: 0.1 })).connect(into);
        source.start();
        return into.stream.getAudioTracks()[0]!;
      };
      navigator.mediaDevices.getUserMedia = async ({ video, audio }: MediaStreamConstraints = {}) =>
        new MediaStream([...(video ? [camera()] : []), ...(audio ? [microphone()] : [])]);
    },
    { colour, tone },
  );
}

/** The colour in the middle of what a video element shows, or at a place given in fractions of its size. */
export function colourOf(
  page: Page,
  selector: string,
  at: { x: number; y: number } = { x: 0.5, y: 0.5 },
): Promise<Colour> {
  return page.evaluate(
    ({ selector, at }) => {
      const video = document.querySelector<HTMLVideoElement>(selector);
      if (!video?.videoWidth) return [-1, -1, -1] as const;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      const pen = canvas.getContext('2d', { willReadFrequently: true })!;
      pen.drawImage(video, 0, 0);
      const { data } = pen.getImageData(
        Math.round(at.x * canvas.width) - 4,
        Math.round(at.y * canvas.height) - 4,
        8,
        8,
      );
      const sum = [0, 0, 0];
      data.forEach((value, index) => index % 4 < 3 && (sum[index % 4]! += value / 64));
      return [Math.round(sum[0]!), Math.round(sum[1]!), Math.round(sum[2]!)] as const;
    },
    { selector, at },
  );
}

/** Whether a colour is that one, as far as encoding leaves it. */
export function isColour(seen: Colour, wanted: Colour): boolean {
  return seen.every((value, index) => Math.abs(value - wanted[index]!) < 60);
}
