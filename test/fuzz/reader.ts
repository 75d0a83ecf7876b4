import { CmlRefusal } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { inCyrillic, utf8, wholeFiles } from '../contract/cml-reader-files.ts'
import { mutated } from './mutate.ts'
import { chanceOf, type Chance } from './random.ts'
import type { FuzzTarget } from './target.ts'

/** Longest time for one file and for each KB of it, generous for a busy machine: it is hangs that are looked for. */
const MS_PER_FILE = 500
const MS_PER_KB = 20

const seeds: readonly Uint8Array[] = wholeFiles.flatMap((text) => [
  utf8(text),
  utf8(`\uFEFF${text}`),
  inCyrillic(text),
])

/** What a file comes to, as text: the same for the same bytes, however they are cut. */
function outcome(bytes: Uint8Array, piece: (left: number) => number): string {
  const parts: string[] = []
  const reader = createCmlReader({
    onRecord: (record) => parts.push(JSON.stringify(record)),
    onFinding: (finding) => parts.push(JSON.stringify(finding)),
  })
  try {
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, at + Math.max(1, piece(bytes.length - at)))
      reader.write(bytes.subarray(at, end))
      at = end
    }
    return `${parts.join('\n')}\n${JSON.stringify(reader.end())}`
  } catch (error) {
    if (!(error instanceof CmlRefusal)) throw error
    const { line, column } = error.place
    if (line < 1 || column < 1 || error.text.ru === '' || error.text.en === '')
      throw new Error('a refusal without words or place')
    return `${parts.join('\n')}\n${error.code}`
  }
}

function attempt(bytes: Uint8Array, chance: Chance): void {
  const began = performance.now()
  const whole = outcome(bytes, (left) => left)
  const took = performance.now() - began
  const allowed = MS_PER_FILE + (MS_PER_KB * bytes.length) / 1024
  if (took > allowed) throw new Error(`${took.toFixed(0)} ms for ${bytes.length} bytes`)
  const largest = chance.one([1, 3, 50, 5000])
  if (outcome(bytes, () => 1 + chance.upTo(largest)) !== whole)
    throw new Error('another outcome when cut otherwise')
}

/**
 * The reader of CommerceML: files spoiled by bytes, tags and truncation give records or a `CmlRefusal`, never another
 * exception, never a hang, and the same for every way of cutting them.
 */
export const readerTarget: FuzzTarget = {
  name: 'reader',
  round(seed) {
    const chance = chanceOf(seed)
    const bytes = chance.upTo(50) === 0 ? chance.bytes(chance.upTo(3000)) : mutated(chance.one(seeds), chance)
    attempt(bytes, chance)
    return bytes.length
  },
}
