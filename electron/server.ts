import { fileURLToPath } from 'node:url'
import { startBench, type Bench } from '../server/bench.ts'
import { builtCatalogueWorker, builtInvoiceWorker } from '../server/defaults.ts'
import { Refusal } from '../server/storage/refusal.ts'
import type { Secrets } from '../server/storage/secrets.ts'
import type { FromServer, ServerOptions, ToServer } from './messages.ts'

/** The utility process of the desktop application: one bench, started and stopped by messages of the main process. */

const { parentPort } = process
const say = (message: FromServer) => parentPort.postMessage(message)

const questions = new Map<number, { resolve(value: string | null): void; reject(error: Error): void }>()
let asked = 0

const ask = (
  message: { type: 'secret.get'; name: string } | { type: 'secret.set'; name: string; value: string | null },
) =>
  new Promise<string | null>((resolve, reject) => {
    const id = ++asked
    questions.set(id, { resolve, reject })
    say({ ...message, id })
  })

/** Secrets that the main process keeps through the operating system's own storage. */
const shellSecrets: Secrets = {
  get: (name) => ask({ type: 'secret.get', name }),
  set: async (name, value) => {
    await ask({ type: 'secret.set', name, value })
  },
}

const engineDir = fileURLToPath(new URL('.', import.meta.url))

let bench: Bench | null = null

async function start(options: ServerOptions) {
  try {
    bench = await startBench({
      workspace: options.workspace,
      rendererDir: options.rendererDir,
      catalogueWorker: builtCatalogueWorker(engineDir),
      invoiceWorker: builtInvoiceWorker(engineDir),
      schedules: true,
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.shellSecrets ? { secrets: shellSecrets } : {}),
      log: (line) => process.stderr.write(`${line}\n`),
    })
    const { address, port, workspace, token } = bench
    say({ type: 'ready', address, port, workspace, token })
  } catch (error) {
    if (error instanceof Refusal) return say({ type: 'failed', reason: error.text })
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${error instanceof Error ? error.stack : message}\n`)
    say({ type: 'failed', reason: { ru: message, en: message } })
  }
}

async function stop() {
  await bench?.stop()
  process.exit(0)
}

parentPort.on('message', ({ data }: { data: ToServer }) => {
  switch (data.type) {
    case 'start':
      void start(data.options)
      break
    case 'stop':
      void stop()
      break
    case 'secret': {
      const question = questions.get(data.id)
      questions.delete(data.id)
      if (data.error === undefined) question?.resolve(data.value)
      else question?.reject(new Error(data.error))
    }
  }
})
