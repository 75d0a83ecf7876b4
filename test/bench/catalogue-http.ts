import { mkdir, stat } from 'node:fs/promises'
import { createHistogram } from 'node:perf_hooks'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { generateCatalogue } from '../commerceml/generate.ts'
import { openSession, openSite, percentOf } from '../http/catalogue-sender.ts'
import { openBooking, type StateReader } from '../robustness/regate-state.ts'
import { serve } from '../robustness/running-bench.ts'
import { peakMemoryOf } from './usage.ts'

/** A large catalogue that comes over HTTP, and what others notice of it. */

/** Milliseconds. */
export interface Latency {
  answered: number
  p50: number
  p95: number
  p99: number
}

export interface CatalogueHttpFigures {
  /** Size of the catalogue file, and the parts that it was sent in. */
  bytes: number
  parts: number
  sendSeconds: number
  importSeconds: number
  idle: Latency
  sending: Latency
  importing: Latency
  /** Bytes of resident memory of the server at its highest; `null` where the system does not tell. */
  peakMemory: number | null
  /** From the call that cancels an import to its answer, which comes when the import has ended. */
  cancelMs: number
}

const CONNECTIONS = 4
/** Each connection asks anew so often: a shop that looks at its orders, not one that tries what the server bears. */
const EVERY_MS = 20
const STEP_MS = 1000
/** How far an import has come when it is cancelled, per cent. */
const CANCEL_AT = 30

/** Asks at a constant rate while the work runs. @throws Error when an answer was not 200 */
async function latencyWhile<Result>(
  reader: StateReader,
  work: () => Promise<Result>,
): Promise<Latency & { result: Result; seconds: number }> {
  const microseconds = createHistogram()
  let working = true
  const ask = async (): Promise<void> => {
    while (working) {
      const pause = setTimeout(EVERY_MS)
      const sent = performance.now()
      const status = await reader.ask()
      if (status !== 200) throw new Error(`bookingstate: ${status}`)
      microseconds.record(Math.max(1, Math.round((performance.now() - sent) * 1000)))
      await pause
    }
  }
  const started = performance.now()
  const asking = Promise.all(Array.from({ length: CONNECTIONS }, ask))
  const result = await Promise.race([work(), asking.then(() => Promise.reject(new Error('Nobody asks')))])
  const seconds = (performance.now() - started) / 1000
  working = false
  await asking
  const ms = (share: number) => microseconds.percentile(share) / 1000
  return { answered: microseconds.count, p50: ms(50), p95: ms(95), p99: ms(99), result, seconds }
}

const latency = ({ answered, p50, p95, p99 }: Latency): Latency => ({ answered, p50, p95, p99 })

/** The built server on a workspace of its own takes a made-up catalogue of so many megabytes twice; the second is cancelled. */
export async function catalogueHttp({
  folder,
  megabytes,
  idleSeconds,
}: {
  folder: string
  megabytes: number
  idleSeconds: number
}): Promise<CatalogueHttpFigures> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'import.xml')
  await generateCatalogue(file, { megabytes, seed: 1 })
  const bench = await serve(join(folder, 'workspace'))
  try {
    await openSite(bench, STEP_MS)
    const reader = await openBooking(bench, CONNECTIONS)
    // The first answers pay for what is compiled and opened once.
    await latencyWhile(reader, () => setTimeout(2000))
    const idle = await latencyWhile(reader, () => setTimeout(idleSeconds * 1000))
    const first = await openSession(bench)
    const sending = await latencyWhile(reader, () => first.send(file, 'import.xml'))
    const importing = await latencyWhile(reader, async () => {
      let last = ''
      for await (const answer of first.steps('import.xml')) last = answer
      if (!last.startsWith('success')) throw new Error(`import: ${last}`)
    })
    const before = await bench.api.call('cmlSite.counts')

    const second = await openSession(bench)
    await second.send(file, 'import.xml')
    for await (const answer of second.steps('import.xml')) {
      if (!answer.startsWith('progress'))
        throw new Error(`The import ended before it was cancelled: ${answer}`)
      if ((percentOf(answer) ?? 0) >= CANCEL_AT) break
    }
    const called = performance.now()
    await bench.api.call('cmlSite.endSessions')
    const cancelMs = performance.now() - called
    const [report] = await bench.api.call('cmlSite.imports')
    const after = await bench.api.call('cmlSite.counts')
    if (report?.outcome !== 'cancelled' || JSON.stringify(before) !== JSON.stringify(after))
      throw new Error(`The cancelled import left ${report?.outcome} and ${JSON.stringify(after)}`)
    reader.close()
    return {
      bytes: (await stat(file)).size,
      parts: sending.result,
      sendSeconds: sending.seconds,
      importSeconds: importing.seconds,
      idle: latency(idle),
      sending: latency(sending),
      importing: latency(importing),
      peakMemory: peakMemoryOf(bench.process.pid!),
      cancelMs,
    }
  } finally {
    await bench.kill()
  }
}
