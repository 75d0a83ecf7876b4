import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from '@playwright/test'
import { createAdminClient } from '../../server/admin/client.ts'
import { median } from './statistics.ts'

/** The grid of the mapping tables in a real browser, a big table beside a small one. Milliseconds, medians. */
export interface GridFigures {
  rows: number
  pasted: number
  /** From the address to the first rows on the screen. */
  firstPaint: number
  /** From the paste to the rows on the screen. */
  pasteShown: number
  /** From the paste to the rows in `obmen.json`. */
  pasteSaved: number
  /** One cell, likewise. */
  editShown: number
  editSaved: number
  /** As multiples of a table of `small` rows, and of a paste of as many. */
  small: number
  firstPaintOfSmall: number
  pasteShownOfSmall: number
  editSavedOfSmall: number
}

const SMALL = 20
const kind = 'city'
const commandLine = join(import.meta.dirname, '../main/cli.js')

const row = (i: number) => ({
  id: `r${i}`,
  site_id: `s${i}`,
  site_name: `Населённый пункт ${i}`,
  ref_1c: `ref-${i}`,
  code_1c: String(i).padStart(9, '0'),
  name_1c: `Населённый пункт ${i}, область`,
})

async function served<T>(workspace: string, work: (address: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [commandLine, 'serve', workspace, '--port', '0', '--json-logs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const address = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const said = JSON.parse(line) as { address?: string }
      if (said.address) resolve(said.address)
    })
    void gone.then(() => reject(new Error('obmen serve ended without an address')))
  })
  try {
    return await work(address)
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

/** In the page: resolves with the first frame that shows a text in the first row. */
const shows = (text: string): string => `new Promise((resolve) => {
  const look = () =>
    document.querySelector('[data-testid="mapping-s0"]')?.textContent.includes(${JSON.stringify(text)})
      ? resolve(performance.now())
      : requestAnimationFrame(look)
  look()
})`

/** In the page: pastes a text into the grid. @returns milliseconds until the first row shows `note` */
const pasteAndWait = (text: string, note: string): string => `(async () => {
  const from = performance.now()
  const clipboard = new DataTransfer()
  clipboard.setData('text/plain', ${JSON.stringify(text)})
  document
    .querySelector('[data-testid="mapping-grid"]')
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
  return (await ${shows(note)}) - from
})()`

interface Round {
  firstPaint: number
  pasteShown: number
  pasteSaved: number
  editShown: number
  editSaved: number
}

async function oneRound(browser: Browser, address: string, rows: number, pasted: number): Promise<Round> {
  const api = createAdminClient(address)
  const params = { kind }
  const there = (await api.call('mappings.table', { params })).rows.map(({ id }) => id)
  const put = Array.from({ length: rows }, (_, i) => row(i))
  const kept = new Set(put.map(({ id }) => id))
  await api.call('mappings.save', { params, body: { put, remove: there.filter((id) => !kept.has(id)) } })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  // A busy machine makes a figure worse, and must not end the measurement.
  page.setDefaultTimeout(180_000)
  try {
    const saved = async (note: string, from: number): Promise<number> => {
      for (;;) {
        const table = await api.call('mappings.history', { query: { kind, limit: 1 } })
        const newest = table.changes[0]
        if (newest?.rows.some(({ after }) => after?.name_1c.includes(note))) return performance.now() - from
      }
    }
    const opened = performance.now()
    await page.goto(`${address}/#/mappings/${kind}`)
    await page.getByTestId('mapping-s0').waitFor()
    const firstPaint = performance.now() - opened

    const paste = async (count: number, note: string) => {
      await page.getByTestId('mapping-s0').getByRole('gridcell').first().click()
      const text = Array.from({ length: count }, (_, i) => {
        const { site_id, site_name, ref_1c, code_1c } = row(i)
        return [site_id, site_name, ref_1c, code_1c, note].join('\t')
      }).join('\r\n')
      const from = performance.now()
      const shown = await page.evaluate<number>(pasteAndWait(text, note))
      return { shown, saved: await saved(note, from) }
    }
    const whole = await paste(pasted, 'вставлено')
    const cell = await paste(1, 'одна ячейка')
    return {
      firstPaint,
      pasteShown: whole.shown,
      pasteSaved: whole.saved,
      editShown: cell.shown,
      editSaved: cell.saved,
    }
  } finally {
    await page.close()
  }
}

/** Opens, pastes and edits in tables of both sizes, in turn. */
export async function mappingGrid(
  folder: string,
  openBrowser: () => Promise<Browser>,
  { rows, pasted, rounds }: { rows: number; pasted: number; rounds: number },
): Promise<GridFigures> {
  await mkdir(folder)
  const browser = await openBrowser()
  const big: Round[] = []
  const small: Round[] = []
  try {
    await served(join(folder, 'workspace'), async (address) => {
      for (let number = 0; number < rounds; number++) {
        small.push(await oneRound(browser, address, SMALL, SMALL))
        big.push(await oneRound(browser, address, rows, pasted))
      }
    })
  } finally {
    await browser.close()
  }
  const of = (key: keyof Round) => median(big.map((one) => one[key]))
  const ratio = (key: keyof Round) => median(big.map((one, i) => one[key] / small[i]![key]))
  return {
    rows,
    pasted,
    firstPaint: of('firstPaint'),
    pasteShown: of('pasteShown'),
    pasteSaved: of('pasteSaved'),
    editShown: of('editShown'),
    editSaved: of('editSaved'),
    small: SMALL,
    firstPaintOfSmall: ratio('firstPaint'),
    pasteShownOfSmall: ratio('pasteShown'),
    editSavedOfSmall: ratio('editSaved'),
  }
}
