import { t } from '../i18n/index.ts'
import type { CompareSource } from './types.ts'

/** Sources in addresses: `entry:12/response`. Files and texts have none: they are held by `held.ts`. */

const ENTRY = /^entry:(\d{1,15})\/(request|response)$/

/** The entry that a part of an address names, `null` when it names none. */
export function sourceOfAddress(text: unknown): CompareSource | null {
  const [, id, part] = (typeof text === 'string' && ENTRY.exec(text)) || []
  return id !== undefined && (part === 'request' || part === 'response') ? { entry: Number(id), part } : null
}

export const addressOfEntry = (entry: number, part: 'request' | 'response'): string =>
  `entry:${entry}/${part}`

/** What a source is called. */
export function titleOf(source: CompareSource): string {
  if ('entry' in source)
    return `${t('compare.entry', { id: source.entry })}, ${t(`compare.part.${source.part}`)}`
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
