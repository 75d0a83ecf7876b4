import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { config } from '../../package.json'
import type { Round } from './load.ts'
import type {
  Question,
  RecordedMessage,
  Reply,
  ServerReady,
  ServerTask,
  ServerUsage,
  Stored,
} from './variants.ts'

export interface ServerProcess extends ServerReady {
  /** Makes it wait until every connection has sent a request; resolves when it begins to answer them. */
  gather(connections: number): Promise<ServerUsage>
  usage(): Promise<ServerUsage>
  stored(): Promise<Stored>
  /** Every order of 1C for the first time; the message of one of them. */
  firstOrders(): Promise<RecordedMessage>
  /** @param together orders that are posted at once */
  orderRound(together: number, seconds: number): Promise<Round>
  /** Resolves when the process has ended. */
  stop(): Promise<void>
}

/**
 * Starts a measured server in a process of its own.
 * @param profiles folder for a CPU profile of the process, `undefined` for none
 */
export async function startServer(task: ServerTask, profiles?: string): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'server.js'), {
    serialization: 'advanced',
    env: { ...config.malloc, ...process.env },
    execArgv: [
      // As the application runs; the bare servers too, so that only the servers differ.
      ...config.engine,
      ...(profiles
        ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${task.variant}.cpuprofile`]
        : []),
    ],
  })
  const gone = once(child, 'exit')
  const told = async <Message extends Reply>(): Promise<Message> => {
    const failure = gone.then(([code]) =>
      Promise.reject(new Error(`The ${task.variant} server ended: ${code}`)),
    )
    const [message] = await Promise.race([once(child, 'message'), failure])
    return message as Message
  }
  const asked = <Message extends Reply>(question: Question): Promise<Message> => {
    child.send(question)
    return told<Message>()
  }
  child.send(task)
  const ready = await told<ServerReady>()
  return {
    ...ready,
    gather: (connections) => asked<ServerUsage>({ gather: connections }),
    usage: () => asked<ServerUsage>('usage'),
    stored: () => asked<Stored>('stored'),
    firstOrders: () => asked<RecordedMessage>('first-orders'),
    orderRound: (together, seconds) => asked<Round>({ together, seconds }),
    async stop() {
      child.disconnect()
      await gone
    },
  }
}
