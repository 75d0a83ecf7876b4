import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import harValidator from 'har-validator'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExporter, type Exporter } from '../../server/interchange/export/exporter.ts'
import { maskRuleIds } from '../../server/interchange/masking/rules.ts'
import { exportFormats, type ExportFormat } from '../../server/interchange/model.ts'
import { documentVersion, WorkspaceDocument } from '../../server/storage/document-schema.ts'
import { someTables } from './storage-factory.ts'
import { journalBench, type JournalBench } from './journal-bench.ts'
import { plantedEverywhere, secretsOf, tracesOf, type Planted, type Secrets } from './interchange-secrets.ts'

/** No secret and no passport number is in any file that leaves the journal [AD-43]. */

let bench: JournalBench
let exporter: Exporter
const planted: (Planted & { id: number })[] = []
/** Of the settings. */
const settings = secretsOf(80)
beforeAll(async () => {
  bench = await journalBench()
  const document = WorkspaceDocument.parse({
    version: documentVersion,
    name: `Стенд ${settings.phone} ${settings.email}`,
    sides: {
      site: { mode: 'real', address: `http://1c:${settings.token}@shop.example.ru` },
      onec: { mode: 'simulated' },
    },
    siteOrders: {},
    mappings: someTables(),
  })
  exporter = createExporter({
    journal: bench.journal,
    clock: () => bench.now.at,
    version: '0',
    workspace: bench.folder,
    document: () => document,
  })
  for (const one of plantedEverywhere()) planted.push({ ...one, id: await bench.journal.record(one.draft) })
})
afterAll(() => bench?.close())

const usual = maskRuleIds.filter((id) => id !== 'inn')

async function exported(format: ExportFormat, ids: number[], binaries: boolean, rules = [...usual]) {
  const { content } = await exporter.export({ selection: { ids }, rules, binaries }, format)
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

const attempt = <T>(work: () => T): T[] => {
  try {
    return [work()]
  } catch {
    return []
  }
}

/** Everything that a file holds: what is packed, in base64, escaped, behind percent signs and entities. */
function* contents(bytes: Buffer, known: Set<string>, depth = 0): Generator<string> {
  const text = bytes.toString('utf8')
  // The same is in a file many times: in a HAR, in a report, on its own.
  if (depth > 6 || known.has(text)) return
  known.add(text)
  const inner = (one: Uint8Array) => contents(Buffer.from(one), known, depth + 1)
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    for (const files of attempt(() => unzipSync(bytes)))
      for (const [name, file] of Object.entries(files)) {
        yield name
        yield* inner(file)
      }
  for (const unpack of [gunzipSync, brotliDecompressSync])
    for (const plain of attempt(() => unpack(bytes))) yield* inner(plain)
  yield text
  if (bytes.includes(0)) yield iconv.decode(bytes, 'utf-16le')
  if (depth === 0) yield iconv.decode(bytes, 'windows-1251')
  // What stands in lines or with escapes is looked at without them.
  const open = text
    .replace(/\\u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\\[rn]|[\r\n]/g, '')
    .replace(/\\(.)/g, '$1')
  const percent = text
    .replace(/\+/g, ' ')
    .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  for (const one of [open, percent]) if (one !== text) yield* inner(Buffer.from(one))
  for (const [found] of text.matchAll(/[A-Za-z\d+/_-]{16,}={0,2}/g)) {
    const decoded = Buffer.from(found, 'base64')
    if (decoded.length < bytes.length) yield* inner(decoded)
  }
}

/** Which planted values of which entries stand in files, by the place they were planted in. */
function leaks(
  files: readonly Uint8Array[],
  of: readonly { what: string; secrets: Secrets }[] = [...planted, { what: 'settings', secrets: settings }],
): string[] {
  const traces = of.flatMap(({ what, secrets }) =>
    tracesOf(secrets).map((trace) => [trace, `${what}: ${trace}`] as const),
  )
  const found = new Set<string>()
  const known = new Set<string>()
  for (const file of files)
    for (const text of contents(Buffer.from(file), known))
      for (const [trace, told] of traces) if (text.includes(trace)) found.add(told)
  return [...found].sort()
}

describe('what leaves', () => {
  it.each([
    ...exportFormats.map((format) => [format, false] as const),
    // What else is in the journal changes nothing of how the other forms are masked.
    ['har', true] as const,
  ])(
    '[AD-43] %s: no value of any entry, alone or all together; with binary bodies %s',
    async (format, binaries) => {
      const chosen = planted.filter((one) => !(binaries && one.opaque))
      // One by one, so that no entry tells what a value of another is.
      for (const one of chosen) expect(leaks([await exported(format, [one.id], binaries)], [one])).toEqual([])
      const together = await exported(
        format,
        chosen.map(({ id }) => id),
        binaries,
      )
      expect(leaks([together])).toEqual([])
    },
    120_000,
  )

  it('[AD-43] fixtures: the same of every file', async () => {
    const ids = planted.map(({ id }) => id)
    const files = await exporter.fixtures({ selection: { ids }, rules: usual, binaries: false })
    expect(files.length).toBeGreaterThan(planted.length)
    expect(files.join()).toMatch(/fixtures\/site-orders\/.*fixtures\/regate\/|fixtures\/regate\//)
    expect(leaks(await Promise.all(files.map((file) => readFile(join(bench.folder, file)))))).toEqual([])
  })

  it('a HAR of all contracts and of every form of body is valid by the published schema', async () => {
    const ids = planted.map(({ id }) => id)
    const har = JSON.parse((await exported('har', ids, true)).toString()) as { log: { entries: unknown[] } }
    await expect(harValidator.har(har)).resolves.toBeTruthy()
    expect(har.log.entries).toHaveLength(planted.length)
  })

  it('the search finds every one of them when the rules are off', async () => {
    const bodies = planted.filter(({ what }) => !['address', 'headers', 'findings'].includes(what))
    for (const one of bodies) {
      const found = leaks([await exported('har', [one.id], true, [])], [one])
      expect(found.length, one.what).toBeGreaterThan(0)
    }
  })
})
