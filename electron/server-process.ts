import type { Text } from '../server/contracts/text.ts'
import type { Secrets } from '../server/storage/secrets.ts'
import type { FromServer, ServerOptions, ServerReady, ToServer } from './messages.ts'

export type ServerState =
  | { state: 'starting' }
  | ({ state: 'running' } & ServerReady)
  /** The process ended by itself; the next one starts after `delayMs`. */
  | { state: 'restarting'; reason: Text; delayMs: number }
  /** A person has to do something first. */
  | { state: 'failed'; reason: Text; log: string }
  | { state: 'stopped' }

/** The part of Electron's `UtilityProcess` that is used here, so that a test can play it. */
export interface ServerChild {
  postMessage(message: ToServer): void
  on(event: 'message', listener: (message: FromServer) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

export interface ServerProcess {
  readonly state: ServerState
  /** Starts on a workspace; a server that runs on another one is stopped first. */
  start(workspace: string | null): Promise<void>
  /** The same workspace again: after a failure, or because a person asked. */
  restart(): Promise<void>
  /** Lets running requests finish; kills the process after `stopLimitMs`. */
  stop(): Promise<void>
}

/** Pauses before the restarts that follow one another; more crashes than that within `calmMs` and the server stays down. */
const pausesMs = [1000, 2000, 5000, 10_000]
const calmMs = 60_000
const stopLimitMs = 5000

interface Running {
  child: ServerChild
  ended: Promise<void>
}

/**
 * Keeps one server process alive: starts it, watches it, starts it again with growing pauses after a crash, and stops
 * it gracefully (issue 2, points 5 and 12).
 * @param deps.fork makes the process; everything it prints goes to `deps.log`
 * @param deps.secrets where the shell keeps the secrets of a workspace; `null`: it cannot, the workspace does
 */
export function createServerProcess(deps: {
  fork(): ServerChild
  rendererDir: string
  /** Port of the first start; `0`: any free one. Not given: the server's own choice. */
  port?: number
  secrets(workspace: string | null): Secrets | null
  /** The last lines that the server printed. */
  log(): string
  onState(state: ServerState): void
  now?: () => number
}): ServerProcess {
  const now = deps.now ?? Date.now
  let state: ServerState = { state: 'stopped' }
  let running: Running | null = null
  let workspace: string | null = null
  let port = deps.port
  let stopping = false
  let crashes: number[] = []
  let pause: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()

  const enter = (next: ServerState) => {
    state = next
    deps.onState(next)
  }

  function launch() {
    const child = deps.fork()
    const secrets = deps.secrets(workspace)
    let refused = false
    child.on('message', (message) => {
      if (message.type === 'ready') {
        const { address, workspace, token } = message
        port = message.port
        enter({ state: 'running', address, port, workspace, token })
      } else if (message.type === 'failed') {
        refused = true
        port = deps.port
        enter({ state: 'failed', reason: message.reason, log: deps.log() })
        child.kill()
      } else void answer(child, secrets, message)
    })
    const ended = new Promise<void>((resolve) =>
      child.once('exit', (code) => {
        running = null
        resolve()
        if (!stopping && !refused) crashed(code)
      }),
    )
    running = { child, ended }
    enter({ state: 'starting' })
    const options: ServerOptions = {
      workspace,
      rendererDir: deps.rendererDir,
      shellSecrets: secrets !== null,
      ...(port === undefined ? {} : { port }),
    }
    child.postMessage({ type: 'start', options })
  }

  function crashed(code: number) {
    const at = now()
    crashes = [...crashes.filter((crash) => at - crash < calmMs), at]
    const reason = { ru: `код завершения ${code}`, en: `exit code ${code}` }
    const delayMs = pausesMs[crashes.length - 1]
    if (delayMs === undefined) return enter({ state: 'failed', reason, log: deps.log() })
    enter({ state: 'restarting', reason, delayMs })
    pause = setTimeout(launch, delayMs)
  }

  async function stop() {
    clearTimeout(pause)
    if (!running) return
    stopping = true
    const { child, ended } = running
    child.postMessage({ type: 'stop' })
    const limit = setTimeout(() => child.kill(), stopLimitMs)
    await ended
    clearTimeout(limit)
    stopping = false
  }

  // One after another: two impatient clicks must not leave two servers.
  const inTurn = (step: () => Promise<void>) => (turn = turn.then(step))

  async function start(chosen: string | null) {
    await stop()
    if (chosen !== workspace) port = deps.port
    workspace = chosen
    crashes = []
    launch()
  }

  return {
    get state() {
      return state
    },
    start: (chosen) => inTurn(() => start(chosen)),
    restart: () => inTurn(() => start(workspace)),
    stop: () =>
      inTurn(async () => {
        await stop()
        enter({ state: 'stopped' })
      }),
  }
}

async function answer(
  child: ServerChild,
  secrets: Secrets | null,
  question: Extract<FromServer, { id: number }>,
) {
  const { id } = question
  try {
    if (!secrets) throw new Error('The shell keeps no secrets for this workspace')
    if (question.type === 'secret.set') await secrets.set(question.name, question.value)
    const value = question.type === 'secret.get' ? await secrets.get(question.name) : null
    child.postMessage({ type: 'secret', id, value })
  } catch (error) {
    child.postMessage({ type: 'secret', id, value: null, error: String(error) })
  }
}
