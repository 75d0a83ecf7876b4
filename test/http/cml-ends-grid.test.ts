import { describe, expect, it } from 'vitest'
import {
  benches,
  cellName,
  cells,
  contentOf,
  failures,
  NAME,
  startEnds,
  wayOf,
  wayWanted,
  writtenIn,
} from './cml-ends-bench.ts'

/** Catalogues from the 1C end to the site end: every version, zip on and off, small and large parts, both encodings. */

describe('a catalogue from end to end', () => {
  it.each(benches)(
    '[C §4.3, §4.4, §4.6, §9, §12] $version in $encoding, zipped and plain, in parts of 64 KB and 10 MB',
    async (bench) => {
      const ends = await startEnds(bench, { filled: false })
      const { there, here } = ends
      const ours = await contentOf(here.catalogue)
      const { items, offers, groups, priceTypes } = await here.catalogue.counts()
      for (const cell of cells) {
        await ends.set(cell)
        await there.catalogue.clear()

        const run = await here.exchange({ kind: 'catalogue', full: true })

        const received = await ends.received('catalog')
        const theirs = await contentOf(there.catalogue)
        expect
          .soft(
            {
              state: run.state,
              failures: failures(run),
              way: wayOf(received, run, cell),
              written: writtenIn(received, bench.encoding, NAME),
              counts: await there.catalogue.counts(),
              named: theirs.items.filter(({ name }) => name.startsWith(NAME)).length,
            },
            cellName(cell),
          )
          .toMatchObject({
            state: 'done',
            failures: [],
            way: wayWanted(cell),
            written: { heads: [`${bench.encoding} ${bench.version}`], text: true },
            counts: { items, offers, groups, priceTypes, inactive: 0 },
            named: 1,
          })
        expect.soft(theirs, cellName(cell)).toEqual(ours)
      }
    },
    // Four sessions and more: a machine that is busy with other tests is no failure.
    120_000,
  )
})
