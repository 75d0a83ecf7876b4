import { t } from '../i18n/index.ts'
import type { CompareSource } from './types.ts'

/** Sources in addresses: `entry:12/response`, `fixture:regate.booking/201`. Files and texts have none: `held.ts` holds them. */

const ENTRY = /^entry:(\d{1,15})\/(request|response)$/

const FIXTURE = 'fixture:'

/** The entry or the test data that a part of an address names, `null` when it names none. */
export function sourceOfAddress(text: unknown): CompareSource | null {
  if (typeof text !== 'string') return null
  if (text.startsWith(FIXTURE)) return { fixture: text.slice(FIXTURE.length) }
  const [, id, part] = ENTRY.exec(text) ?? []
  return id !== undefined && (part === 'request' || part === 'response') ? { entry: Number(id), part } : null
}

export const addressOfEntry = (entry: number, part: 'request' | 'response'): string =>
  `entry:${entry}/${part}`

export const addressOfFixture = (name: string): string => FIXTURE + name

/** What a source is called. */
export function titleOf(source: CompareSource): string {
  if ('entry' in source)
    return `${t('compare.entry', { id: source.entry })}, ${t(`compare.part.${source.part}`)}`
  if ('fixture' in source) return source.fixture
  return source.name || t('compare.pasted')
}

/** Bytes of a file as the API takes them. */
export async function sourceOfFile(file: File): Promise<CompareSource> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  // In pieces: the arguments of one call are bounded.
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return { base64: btoa(binary), contentType: file.type, name: file.name }
}
