import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateCatalogue } from '../commerceml/generate.ts'
import { median } from './statistics.ts'

export const commerceMlTasks = {
  reader: 'reading into records',
  import: 'whole import into the base',
  tidied: 'and its log moved into the base',
  saxes: 'bare saxes',
  objects: 'fast-xml-parser, one object',
} as const
export type CommerceMlTask = keyof typeof commerceMlTasks

/** What one process tells. Memory in bytes. */
export interface CommerceMlRun {
  ms: number
  peakMemory: number
}

export interface CommerceMlFigures {
  /** Size of the catalogue file. */
  bytes: number
  /** Bytes a second of `xmllint --stream`. */
  xmllint: number
  tasks: Record<CommerceMlTask, { perSecond: number; ofXmllint: number; peakMemory: number }>
}

const run = promisify(execFile)
const names = Object.keys(commerceMlTasks) as CommerceMlTask[]

async function xmllint(file: string): Promise<number> {
  const started = performance.now()
  await run('xmllint', ['--stream', '--noout', '--huge', file])
  return performance.now() - started
}

async function oneProcess(task: CommerceMlTask, file: string, folder: string): Promise<CommerceMlRun> {
  const own = await mkdtemp(join(folder, 'base-'))
  try {
    const worker = join(import.meta.dirname, '../main/catalogue-worker.js')
    const script = join(import.meta.dirname, 'commerceml-task.js')
    const memory = '--max-old-space-size=8192'
    const { stdout } = await run(process.execPath, [memory, script, task, file, own, worker])
    return JSON.parse(stdout) as CommerceMlRun
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Speed of a made-up catalogue of so many megabytes, beside other readers in the same rounds; each in a fresh process. */
export async function commerceMl({
  folder,
  megabytes,
  rounds,
}: {
  folder: string
  megabytes: number
  rounds: number
}): Promise<CommerceMlFigures> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'import.xml')
  await generateCatalogue(file, { megabytes, seed: 1 })
  const { size } = await stat(file)
  const beside: number[] = []
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    CommerceMlTask,
    CommerceMlRun[]
  >
  for (let round = 0; round < rounds; round++) {
    beside.push(await xmllint(file))
    for (const name of names) runs[name].push(await oneProcess(name, file, folder))
  }
  const perSecond = (ms: number) => (size / ms) * 1000
  return {
    bytes: size,
    xmllint: perSecond(median(beside)),
    tasks: Object.fromEntries(
      names.map((name) => [
        name,
        {
          perSecond: perSecond(median(runs[name].map(({ ms }) => ms))),
          ofXmllint: median(runs[name].map(({ ms }, i) => beside[i]! / ms)),
          peakMemory: median(runs[name].map((one) => one.peakMemory)),
        },
      ]),
    ) as CommerceMlFigures['tasks'],
  }
}
