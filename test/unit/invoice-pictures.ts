import { createHash } from 'node:crypto'
import { PNG } from 'pngjs'
import type { InvoicePictures } from '../../server/invoice/profiles/pictures.ts'

/** Small pictures of nobody: what a profile has of a logo, a stamp and signatures. */

type Colour = readonly [red: number, green: number, blue: number]

function drawn(
  width: number,
  height: number,
  colour: Colour,
  isInk: (x: number, y: number) => boolean,
): Buffer {
  const png = new PNG({ width, height })
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) png.data.set([...colour, isInk(x, y) ? 255 : 0], (y * width + x) * 4)
  return PNG.sync.write(png)
}

const logo = drawn(120, 40, [26, 95, 180], (x, y) => Math.floor(x / 10) % 2 === 0 && y > (x % 30) * 0.4)

const stamp = drawn(160, 160, [40, 60, 170], (x, y) => {
  const radius = Math.hypot(x - 80, y - 80)
  return (radius < 79 && radius > 73) || (radius < 48 && radius > 45)
})

const signature = (waves: number) =>
  drawn(120, 45, [30, 30, 120], (x, y) => Math.abs(y - 22 - 18 * Math.sin((x / 120) * waves * Math.PI)) < 2)

export const pictureBytes = {
  logo,
  stamp,
  director_signature: signature(7),
  accountant_signature: signature(4),
}

const named = (bytes: Buffer) => ({
  file: `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.png`,
  bytes,
})

/** As a profile with these pictures would find them. */
export const somePictures = {
  logo: named(pictureBytes.logo),
  stamp: named(pictureBytes.stamp),
  director_signature: named(pictureBytes.director_signature),
  accountant_signature: named(pictureBytes.accountant_signature),
} satisfies InvoicePictures
