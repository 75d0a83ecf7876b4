import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { fill } from '../../mocks/cml-onec/fill.ts'
import type { CmlRun } from '../../mocks/cml-onec/model.ts'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { ClientProfileId } from '../../server/contracts/commerceml/client-profiles.ts'
import type { CmlItem, CmlOffer, CmlRecord, CmlVersion } from '../../server/contracts/commerceml/model.ts'
import { startOnec } from './cml-onec-bench.ts'
import { account, startSite, TEST_PATH } from './cml-site-bench.ts'

/** Both ends of CommerceML against each other over HTTP, and what has really gone over the wire between them. */

export type Encoding = 'utf-8' | 'windows-1251'

/** Who writes a schema: УТ 11 the older ones, the module of Bitrix those that it tells the site of (section 2.7). */
const writers: readonly (readonly [CmlVersion, ClientProfileId])[] = [
  ['2.03', 'ut11'],
  ['2.04', 'ut11'],
  ['2.05', 'ut11'],
  ['2.07', 'ut11'],
  ['2.08', 'bitrix-module-2.09'],
  ['2.09', 'bitrix-module-2.09'],
  ['2.10', 'bitrix-module-2.09'],
  ['3.1', 'bitrix-module-3.1'],
]

const encodings = ['utf-8', 'windows-1251'] as const

/**
 * A test has a bench for one version in one encoding; the rest is set between its sessions. Versions take the encodings in
 * turn; each has both with `OBMEN_THOROUGH=1`.
 */
export const benches = writers.flatMap(([version, profile], i) =>
  encodings
    .filter((_, k) => process.env['OBMEN_THOROUGH'] !== undefined || i % 2 === k)
    .map((encoding) => ({ version, profile, encoding })),
)

/** Settings of both ends for one session. */
export interface Cell {
  zip: boolean
  partBytes: number
}

export const cells: readonly Cell[] = [true, false].flatMap((zip) =>
  [64 * 1024, 10 * 1024 * 1024].map((partBytes) => ({ zip, partBytes })),
)

export const cellName = ({ zip, partBytes }: Cell): string =>
  `${zip ? 'zip' : 'no zip'}, parts of ${partBytes / 1024} KB`

/** Text that no archive makes much smaller, always the same for a seed. */
export function noise(seed: string, characters: number): string {
  let text = ''
  for (let block = 0; text.length < characters; block += 1)
    text += createHash('sha512').update(`${seed} ${block}`).digest('base64url')
  return text.slice(0, characters)
}

/** Few goods that make large files, zipped too; the last sign of the name is not in windows-1251. */
const GOODS = 80
const NOISE = 1400
const WITH_PICTURE = 5
/** The one with the name below; it has no characteristics, so that its offer has this name too. */
const NAMED = 2
export const NAME = 'Щётка «Ёжик» ЁЛКА № 5'
const SIGN = ' ½'

async function fillLarge(catalogue: Catalogue): Promise<void> {
  await fill(catalogue, GOODS, 1)
  const records: CmlRecord[] = []
  let items = 0
  let named = ''
  for await (const record of catalogue.records()) {
    if (record.kind === 'item') {
      items += 1
      if (items === NAMED) named = record.id
      records.push({
        ...record,
        name: record.id === named ? `${NAME}${SIGN}` : record.name,
        description: `${record.description} ${noise(record.id, NOISE)}`,
        pictures: items <= WITH_PICTURE ? record.pictures : [],
      })
    } else if (record.kind === 'offer' && record.itemId === named)
      records.push({ ...record, name: `${NAME}${SIGN}` })
    else records.push(record)
  }
  await catalogue.put(records)
}

/**
 * A site of Bitrix and a node of 1C that exchanges with it.
 * @param filled the site has the goods already
 */
export async function startEnds(
  { profile, version, encoding }: (typeof benches)[number],
  { filled }: { filled: boolean },
) {
  // Its steps of an import have tests of their own, here they would be most of the requests.
  const there = await startSite({ profile: 'bitrix', progressSteps: 0, encoding })
  const here = await startOnec(
    `http://127.0.0.1:${there.port}/site${TEST_PATH}`,
    { profile, version, encoding },
    { goods: 0, as: account },
  )
  await fillLarge(here.catalogue)
  if (filled) await fillLarge(there.catalogue)

  return {
    there,
    here,
    async set({ zip, partBytes }: Cell): Promise<void> {
      await there.site.endSessions()
      there.set({ fileLimit: partBytes })
      here.set({ zip })
    },
    /** The files of the last session, as the site has got them. */
    async received(type: 'catalog' | 'sale') {
      const { sessions } = await there.site.state('')
      const files = sessions.filter((session) => session.type === type).at(-1)?.files ?? []
      const folders = (await readdir(there.uploads)).filter((name) => name.startsWith(`${type}-`))
      const xml = files.filter(({ name }) => name.endsWith('.xml'))
      const bytes = await Promise.all(
        folders.flatMap((folder) =>
          xml.map(({ name }) => readFile(join(there.uploads, folder, name)).catch(() => Buffer.alloc(0))),
        ),
      )
      return {
        /** Files that were posted; those that came out of an archive were not. */
        posted: files.filter(({ fragments }) => fragments > 0),
        xml: bytes.filter(({ length }) => length > 0),
      }
    },
  }
}

export type Ends = Awaited<ReturnType<typeof startEnds>>
export type Received = Awaited<ReturnType<Ends['received']>>

export const failures = ({ log }: CmlRun): string[] =>
  log.flatMap(({ level, text }) => (level === 'error' ? [text] : []))

/** How a session went up: what was posted, and whether the parts are those of the limit. */
export function wayOf({ posted }: Received, { steps }: CmlRun, { partBytes }: Cell) {
  const parts = posted.map(({ fragments }) => fragments)
  return {
    archivesOnly: posted.length > 0 && posted.every(({ name }) => name.endsWith('.zip')),
    archives: posted.some(({ name }) => name.endsWith('.zip')),
    inParts: parts.some((count) => count > 1),
    partsOfLimit: posted.every(({ bytes, fragments }) => fragments === Math.ceil(bytes / partBytes)),
    requests: steps.filter(({ mode }) => mode === 'file').length === parts.reduce((sum, one) => sum + one, 0),
  }
}

export const wayWanted = ({ zip, partBytes }: Cell): ReturnType<typeof wayOf> => ({
  archivesOnly: zip,
  archives: zip,
  inParts: partBytes === 64 * 1024,
  partsOfLimit: true,
  requests: true,
})

/** Encoding and version that a file says it has. */
export function headOf(text: string): string {
  const encoding = /^\uFEFF?<\?xml version="1\.0" encoding="([^"]+)"/.exec(text)?.[1] ?? ''
  return `${encoding.toLowerCase()} ${/ВерсияСхемы="([^"]+)"/.exec(text)?.[1] ?? ''}`
}

/** What the files say of themselves, without repeats, and whether one has a text in these very bytes. */
export const writtenIn = ({ xml }: Received, encoding: Encoding, text: string) => ({
  heads: [...new Set(xml.map((bytes) => headOf(iconv.decode(bytes, encoding, { stripBOM: false }))))],
  text: xml.some((bytes) => bytes.includes(iconv.encode(text, encoding))),
})

const itemOf = ({ id, name, article, barcode, description, pictures }: CmlItem) => ({
  id,
  name,
  article,
  barcode,
  description,
  pictures,
})

/** The split files have stock by warehouse only: their sum is the whole (section 7.2). */
const offerOf = ({ id, name, quantity, stocks, prices }: CmlOffer) => ({
  id,
  name,
  quantity: quantity ?? stocks?.reduce((sum, stock) => sum + stock.quantity, 0) ?? null,
  prices: prices?.map(({ priceType, price, currency }) => [priceType, price, currency]),
})

/** Goods of a base with their prices and stock. */
export async function contentOf(catalogue: Catalogue) {
  const items: ReturnType<typeof itemOf>[] = []
  const offers: ReturnType<typeof offerOf>[] = []
  for await (const record of catalogue.records()) {
    if (record.kind === 'item') items.push(itemOf(record))
    if (record.kind === 'offer') offers.push(offerOf(record))
  }
  const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1)
  return { items: items.sort(byId), offers: offers.sort(byId) }
}
