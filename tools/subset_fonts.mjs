// Subset the two typefaces to what English pages use, and pin what a page does not vary.
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import subsetFont from "subset-font"

const target = process.argv[2]
const packages = "node_modules/@fontsource-variable"
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("")
// Basic Latin, Latin-1, the Welsh ŵ and ŷ (school names), Œ/œ, punctuation, arrows, minus, ≤ ≥.
const letters = range(0x20, 0x7e) + range(0xa0, 0xff) + "ŒœŴŵŶŷ" + "–—‘’“”•…‹›€™←→↑↓−×÷≤≥\u2009\u202f\u2011"

const faces = [
  { from: "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2", to: "atkinson.woff2", axes: { wght: { min: 400, max: 700 } } },
  // Display cut for headings: optical size pinned at 36 pt, three weights' worth of the weight axis.
  { from: "newsreader/files/newsreader-latin-standard-normal.woff2", to: "newsreader.woff2", axes: { opsz: 36, wght: { min: 400, max: 600 } } },
]

for (const face of faces) {
  const font = await readFile(join(packages, face.from))
  const subset = await subsetFont(font, letters, { targetFormat: "woff2", variationAxes: face.axes, preserveNameIds: [0, 13, 14] })
  await writeFile(join(target, face.to), subset)
}

// Fixed cuts as TrueType, since neither renderer reads woff2 and axes: for reports as PDF, which the site keeps, and for the social card.
const cuts = [
  { folder: target, from: faces[0].from, to: "atkinson-regular.ttf", axes: { wght: 400 } },
  { folder: target, from: faces[0].from, to: "atkinson-bold.ttf", axes: { wght: 700 } },
  { folder: target, from: faces[1].from, to: "newsreader-heading.ttf", axes: { opsz: 36, wght: 500 } },
  { folder: process.argv[3], from: faces[0].from, to: "atkinson.ttf", axes: { wght: 400 } },
  { folder: process.argv[3], from: faces[1].from, to: "newsreader.ttf", axes: { opsz: 60, wght: 500 } },
]
for (const cut of cuts) {
  const font = await readFile(join(packages, cut.from))
  await writeFile(join(cut.folder, cut.to), await subsetFont(font, letters, { targetFormat: "truetype", variationAxes: cut.axes, preserveNameIds: [0, 13, 14] }))
}
