import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Colour } from './actor.js';

const run = promisify(execFile);

/** As a file field takes it. */
export interface MaterialFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/**
 * Slides of 16:9, each of one colour, with a line of Chinese in a font that the file does not bring along.
 *
 * @param locked nobody knows the password
 */
export function slides(name: string, colours: readonly Colour[], { locked = false } = {}): MaterialFile {
  const first = 6;
  const kids = colours.map((_colour, index) => `${first + index * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${colours.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) ' +
      '/Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 ' +
      '/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    ...colours.flatMap((colour, index) => {
      const fill = colour.map((part) => (part / 255).toFixed(4)).join(' ');
      const drawing = `${fill} rg 0 0 960 540 re f 1 g BT /F1 36 Tf 40 460 Td <4E914E0A5BF963A5> Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents ${first + index * 2 + 1} 0 R ` +
          '/Resources << /Font << /F1 3 0 R >> >> >>',
        `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
      ];
    }),
  ];
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(pdf(objects, locked), 'latin1') };
}

/** Whatever the password is, it is not the empty one. */
const LOCK = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`;

function pdf(contents: readonly string[], locked: boolean): string {
  const objects = locked ? [...contents, LOCK] : contents;
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const lock = locked ? ` /Encrypt ${objects.length} 0 R /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]` : '';
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer << /Size ${size} /Root 1 0 R${lock} >>\nstartxref\n${text.length}\n%%EOF\n`;
}

/** Two seconds of one colour and a tone. */
export async function video(ffmpegPath: string, name: string, [red, green, blue]: Colour): Promise<MaterialFile> {
  const folder = await mkdtemp(join(tmpdir(), 'yunqiao-clip-'));
  try {
    const file = join(folder, 'clip.mp4');
    const colour = [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('');
    const inputs = [`color=c=0x${colour}:s=320x180:r=15:d=2`, 'sine=frequency=880:sample_rate=48000:duration=2'];
    const codecs = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', '-movflags', '+faststart'];
    await run(ffmpegPath, ['-v', 'error', ...inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]), ...codecs, file]);
    return { name, mimeType: 'video/mp4', buffer: await readFile(file) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
