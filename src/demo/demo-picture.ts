import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Two slow chords, so that one hears at once whether sound arrives, without getting tired of it. */
const SOUND = `aevalsrc='0.10*sin(2*PI*(220+40*lt(mod(t,8),4))*t)*(0.6+0.4*sin(2*PI*t/4))+0.06*sin(2*PI*330*t)*(0.5+0.5*sin(2*PI*t/3))':s=48000:c=stereo`;

/** A font file with Chinese letters, or null where the machine has none (fontconfig's own answer). */
async function chineseFont(): Promise<string | null> {
  try {
    const { stdout } = await run('fc-list', [':lang=zh-cn', 'file']);
    const files = stdout.split('\n').map((line) => line.replace(/:\s*$/, '').trim());
    return files.find((file) => /sans.*regular|zenhei|microhei|fallback/i.test(file)) ?? files.find(Boolean) ?? null;
  } catch {
    return null; // fontconfig is not installed: then there is no font that ffmpeg could find either
  }
}

/** What the clock of the picture counts from: now, in the business zone (UTC+8, no summer time). */
function businessSeconds(): number {
  return Math.floor(Date.now() / 1000) + 8 * 60 * 60;
}

/** Inside a filter's option these characters are syntax. */
function escapeFilter(path: string): string {
  return path.replaceAll('\\', '\\\\').replaceAll(':', '\\:').replaceAll("'", "\\'");
}

/**
 * ffmpeg's inputs and filters for the demo's picture: a calm moving ground, the session's title, the host and a clock.
 *
 * @param seconds that long and as fast as it goes; without it for ever, in real time, with a clock
 * @param folder where the texts are put (drawtext reads files: no escaping of what people write)
 */
export async function demoPicture(
  folder: string,
  texts: { title: string; subtitle: string },
  { width, height, fps, seconds }: { width: number; height: number; fps: number; seconds?: number },
): Promise<{ inputs: string[]; filter: string; hasText: boolean }> {
  const read = (...input: string[]): string[] => [...(seconds ? ['-t', String(seconds)] : ['-re']), ...input];
  const inputs = [
    // A soft ground needs few pixels: drawn small and enlarged it costs a tenth.
    ...read('-f', 'lavfi', '-i', `gradients=s=96x54:r=${fps}:c0=0x0A6E7C:c1=0x14213D:n=2:speed=0.008`),
    ...read('-f', 'lavfi', '-i', SOUND),
  ];
  const font = await chineseFont();
  const unit = height / 100;
  const ground = `scale=${width}:${height}:flags=bilinear,drawbox=x='${6 * unit}+mod(t*${12 * unit},${width - 18 * unit})':y=${91 * unit}:w=${6 * unit}:h=${1.2 * unit}:c=0x3FB6C4:t=fill`;
  if (!font) return { inputs, filter: ground, hasText: false };
  const [titleFile, subtitleFile] = [join(folder, 'title.txt'), join(folder, 'subtitle.txt')];
  await writeFile(titleFile, texts.title);
  await writeFile(subtitleFile, texts.subtitle);
  const face = `fontfile='${escapeFilter(font)}':fontcolor=white`;
  const titleSize = Math.min(8 * unit, (width * 0.88) / texts.title.length);
  const filter = [
    ground,
    `drawtext=${face}:textfile='${escapeFilter(titleFile)}':expansion=none:fontsize=${titleSize}:x=(w-tw)/2:y=h*0.36`,
    `drawtext=${face}@0.8:textfile='${escapeFilter(subtitleFile)}':expansion=none:fontsize=${4.2 * unit}:x=(w-tw)/2:y=h*0.52`,
    ...(!seconds
      ? [
          `drawtext=${face}:text='北京时间 %{pts\\:gmtime\\:${businessSeconds()}\\:%H\\\\\\:%M\\\\\\:%S}':fontsize=${6 * unit}:x=w-tw-${6 * unit}:y=${6 * unit}`,
        ]
      : []),
  ].join(',');
  return { inputs, filter, hasText: true };
}
