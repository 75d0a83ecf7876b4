import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bareKoa, bareNode, type AnswerOf } from './bare-servers.ts'
import { createGate } from './gate.ts'
import type { OrderPosting } from './ksup-orders.ts'
import { ksupServer } from './ksup-server.ts'
import { regateServer } from './regate-server.ts'
import { siteServer } from './site-server.ts'
import { cpuTime, peakMemory } from './usage.ts'
import {
  type Answers,
  type Question,
  type RecordedMessage,
  type Reply,
  type ServerReady,
  type ServerTask,
  type ServerUsage,
  type Stored,
} from './variants.ts'

/** A process with one measured server: it is told its task, says when it listens, answers questions, ends with its parent. */

interface Running {
  ready: ServerReady
  stored(): Promise<Stored>
  /** Of the one that has 1C and КСУП. */
  orders?: { first(): Promise<RecordedMessage>; round: OrderPosting['round'] }
  stop(): Promise<void>
}

async function listening(server: Server, prefix = ''): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ready: { address: `http://127.0.0.1:${port}${prefix}`, orders: [] },
    stored: async () => ({ versions: 0, entries: 0, valid: 0 }),
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const gate = createGate()

function byMethod({ get, post }: Answers): AnswerOf {
  const [read, written] = [Buffer.from(get), Buffer.from(post)]
  return (method) => (method === 'POST' ? written : read)
}

function byPath(bodies: Readonly<Record<string, Uint8Array>>): AnswerOf {
  const known = new Map(Object.entries(bodies).map(([path, bytes]) => [path, Buffer.from(bytes)]))
  return (_method, path) => known.get(path)!
}

function start(task: ServerTask): Promise<Running> {
  switch (task.variant) {
    case 'recording':
      return siteServer(task.folder, { recording: true, gate })
    case 'plain':
      return siteServer(task.folder, { recording: false, gate })
    case 'koa':
      return listening(bareKoa(byMethod(task.answers), gate), '/site')
    case 'node':
      return listening(bareNode(byMethod(task.answers), gate), '/site')
    case 'regate':
      return regateServer(task.folder, gate)
    case 'ksup':
      return ksupServer(task.folder, gate)
    case 'regate-koa':
    case 'ksup-koa':
      return listening(bareKoa(byPath(task.bodies), gate))
  }
}

const tell = (reply: Reply) => process.send!(reply)
const usage = (): ServerUsage => ({ peakMemory: peakMemory(), cpuTime: cpuTime() })

process.once('message', (task: ServerTask) => {
  void start(task).then((running) => {
    async function reply(question: Question): Promise<Reply> {
      if (question === 'stored') return running.stored()
      if (question === 'first-orders') return running.orders!.first()
      if (question === 'usage') return usage()
      if ('together' in question) return running.orders!.round(question.together, question.seconds)
      await gate.gather(question.gather)
      return usage()
    }
    process.on('message', (question: Question) => void reply(question).then(tell))
    process.once('disconnect', () => void running.stop())
    tell(running.ready)
  })
})
