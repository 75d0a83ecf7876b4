import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bareKoa, bareNode } from './bare-servers.ts'
import { createGate } from './gate.ts'
import { siteServer } from './site-server.ts'
import { cpuTime, peakMemory } from './usage.ts'
import {
  CONNECTIONS,
  type Question,
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
  stop(): Promise<void>
}

async function listening(server: Server): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ready: { address: `http://127.0.0.1:${port}/site`, orders: [] },
    stored: async () => ({ versions: 0, entries: 0, valid: 0 }),
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const gate = createGate(CONNECTIONS)

const starts: Record<ServerTask['variant'], (task: ServerTask) => Promise<Running>> = {
  recording: ({ folder }) => siteServer(folder, { recording: true, gate }),
  plain: ({ folder }) => siteServer(folder, { recording: false, gate }),
  koa: ({ answers }) => listening(bareKoa(answers, gate)),
  node: ({ answers }) => listening(bareNode(answers, gate)),
}

const tell = (reply: Reply) => process.send!(reply)
const usage = (): ServerUsage => ({ peakMemory: peakMemory(), cpuTime: cpuTime() })

process.once('message', (task: ServerTask) => {
  void starts[task.variant](task).then((running) => {
    const replies: Record<Question, () => Promise<Reply>> = {
      gather: () => gate.gather().then(usage),
      usage: async () => usage(),
      stored: running.stored,
    }
    process.on('message', (question: Question) => void replies[question]().then(tell))
    process.once('disconnect', () => void running.stop())
    tell(running.ready)
  })
})
