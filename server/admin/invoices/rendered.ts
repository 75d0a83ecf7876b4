import { randomUUID } from 'node:crypto'

/** PDFs made for the screen: an iframe asks for them by address. */

export interface RenderedFile {
  bytes: Uint8Array
  name: string
}

/** So many are kept; a screen shows one at a time. */
const KEPT = 20

export interface RenderedFiles {
  /** @returns what names the file from now on, until twenty others came */
  add(file: RenderedFile): string
  /** `null` when it is no longer kept. */
  get(token: string): RenderedFile | null
}

export function createRenderedFiles(): RenderedFiles {
  const kept = new Map<string, RenderedFile>()
  return {
    add(file) {
      const token = randomUUID()
      kept.set(token, file)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      return token
    },
    get: (token) => kept.get(token) ?? null,
  }
}
