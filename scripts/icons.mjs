import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { browserExecutable, browserFlags } from './browser.mjs'
import { root } from './project.mjs'

/** Draws the pictures of the desktop shell from the one drawing of the page. Run it when the drawing changes. */

const drawing = await readFile(join(root, 'renderer/public/icon.svg'), 'utf8')
const red = drawing.replace(/fill="#[0-9a-f]{6}"/, 'fill="#c0392b"')
const pictures = /** @type {const} */ ([
  ['obmen.png', 256, drawing],
  ['tray.png', 32, drawing],
  ['tray-trouble.png', 32, red],
])

const browser = await chromium.launch({ executablePath: browserExecutable(), args: browserFlags })
for (const [name, size, svg] of pictures) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${svg}`)
  await writeFile(join(root, 'electron/icons', name), await page.screenshot({ omitBackground: true }))
}
await browser.close()
