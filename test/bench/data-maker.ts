import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { kinds } from '../../server/data-maker/kinds.ts'
import { makeFile } from '../../server/data-maker/make.ts'
import type { KindId } from '../../server/data-maker/model.ts'
import { taskOf } from '../../server/data-maker/task.ts'
import { median } from './statistics.ts'

/**
 * Made data written to a file, beside `JSON.stringify` of the same rows that are ready in memory, written the same way. Both are
 * work of one thread, so processor time is what counts.
 */

const measured = ['companies', 'site-orders'] as const satisfies readonly KindId[]

export interface DataMakerFigures {
  rows: number
  kinds: {
    kind: KindId
    /** Rows a second of processor, made and written. */
    made: number
    /** Rows a second of processor of the ready ones, turned to JSON and written. */
    ready: number
    /** Made ones as a share of ready ones. */
    share: number
    bytes: number
    /** Bytes of heap that making took at its highest, above what was there before. */
    heap: number
  }[]
}

const PIECE = 64 * 1024

/** Ready rows in the same pieces as `makeFile` writes them. */
function* written(rows: readonly unknown[]): Generator<Buffer> {
  let held = ''
  for (const row of rows) {
    held += `${JSON.stringify(row)}\n`
    if (held.length < PIECE) continue
    yield Buffer.from(held)
    held = ''
  }
  yield Buffer.from(held)
}

/** Processor seconds, garbage collection among them. */
async function timed(file: string, pieces: Iterable<Buffer> | AsyncIterable<Uint8Array>) {
  const heapBefore = process.memoryUsage().heapUsed
  let [bytes, heap] = [0, 0]
  const counted = async function* () {
    for await (const piece of pieces) {
      bytes += piece.length
      heap = Math.max(heap, process.memoryUsage().heapUsed - heapBefore)
      yield piece
    }
  }
  const before = process.cpuUsage()
  await pipeline(Readable.from(counted()), createWriteStream(file))
  const { user, system } = process.cpuUsage(before)
  return { seconds: (user + system) / 1_000_000, bytes, heap }
}

export async function dataMaker(
  folder: string,
  { rows, rounds }: { rows: number; rounds: number },
): Promise<DataMakerFigures> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'made.jsonl')
  const figures: DataMakerFigures['kinds'] = []
  for (const kind of measured) {
    const task = taskOf({ kind, count: rows, seed: 1, format: 'jsonl' })
    const { rows: rowsOf, json = (row: unknown) => row } = kinds[kind]
    const runs = []
    for (let round = 0; round < rounds; round++) {
      const made = await timed(file, makeFile(task))
      const make = rowsOf(task)
      const all = Array.from({ length: rows }, (_, n) => make(n).map(json)).flat()
      const ready = await timed(file, written(all))
      runs.push({ made, ready })
    }
    figures.push({
      kind,
      made: median(runs.map(({ made }) => rows / made.seconds)),
      ready: median(runs.map(({ ready }) => rows / ready.seconds)),
      share: median(runs.map(({ made, ready }) => ready.seconds / made.seconds)),
      bytes: runs[0]!.made.bytes,
      heap: median(runs.map(({ made }) => made.heap)),
    })
  }
  return { rows, kinds: figures }
}
