import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromServer, ToServer } from '../../electron/messages.ts'
import { createServerProcess, type ServerChild, type ServerState } from '../../electron/server-process.ts'
import type { Secrets } from '../../server/storage/secrets.ts'

/** A server process that does what the test says. */
class FakeChild implements ServerChild {
  readonly heard: ToServer[] = []
  killed = false
  #message: (message: FromServer) => void = () => {}
  #exit: (code: number) => void = () => {}

  postMessage(message: ToServer) {
    this.heard.push(message)
  }
  on(_event: 'message', listener: (message: FromServer) => void) {
    this.#message = listener
  }
  once(_event: 'exit', listener: (code: number) => void) {
    this.#exit = listener
  }
  kill() {
    this.killed = true
    this.exit(143)
    return true
  }
  say(message: FromServer) {
    this.#message(message)
  }
  exit(code: number) {
    this.#exit(code)
  }
  ready(port = 8183) {
    this.say({
      type: 'ready',
      address: `http://127.0.0.1:${port}`,
      port,
      workspace: '/srv/shop',
      token: 'key',
    })
  }
}

function start(options: { secrets?: Secrets | null; port?: number } = {}) {
  const children: FakeChild[] = []
  const states: ServerState[] = []
  const server = createServerProcess({
    rendererDir: '/out/renderer',
    ...(options.port === undefined ? {} : { port: options.port }),
    secrets: () => options.secrets ?? null,
    log: () => 'last words',
    onState: (state) => states.push(state),
    fork() {
      const child = new FakeChild()
      children.push(child)
      return child
    },
  })
  const last = () => {
    const child = children.at(-1)
    if (!child) throw new Error('no process was started')
    return child
  }
  return { server, children, states, last }
}

/** The options that a child was started with. */
const optionsOf = (child: FakeChild) =>
  child.heard.flatMap((said) => (said.type === 'start' ? [said.options] : []))[0]

describe('the server process of the desktop', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('starts on the workspace and tells the address when the server is ready', async () => {
    const { server, states, last } = start()
    await server.start('/srv/shop')
    expect(optionsOf(last())).toEqual({
      workspace: '/srv/shop',
      rendererDir: '/out/renderer',
      shellSecrets: false,
    })
    last().ready()
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running'])
    expect(server.state).toMatchObject({ address: 'http://127.0.0.1:8183', workspace: '/srv/shop' })
  })

  it('starts again after a crash, on the same port, with growing pauses', async () => {
    const { server, children, last } = start()
    await server.start(null)
    last().ready(8190)
    const pauses: number[] = []
    for (let crash = 0; crash < 3; crash++) {
      last().exit(11)
      if (server.state.state !== 'restarting') throw new Error(server.state.state)
      pauses.push(server.state.delayMs)
      vi.advanceTimersByTime(server.state.delayMs)
      expect(optionsOf(last())?.port).toBe(8190)
    }
    expect(children).toHaveLength(4)
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    expect(new Set(pauses).size).toBe(3)
  })

  it('gives up after five crashes within a minute, and shows the log', async () => {
    const { server, last } = start()
    await server.start(null)
    for (let crash = 0; crash < 4; crash++) {
      last().exit(1)
      vi.advanceTimersByTime(10_000)
    }
    last().exit(1)
    expect(server.state).toEqual({
      state: 'failed',
      reason: { ru: 'код завершения 1', en: 'exit code 1' },
      log: 'last words',
    })
    await server.restart()
    last().ready()
    expect(server.state.state).toBe('running')
  })

  it('forgets crashes of the past', async () => {
    const { server, last } = start()
    await server.start(null)
    for (let crash = 0; crash < 20; crash++) {
      last().ready()
      vi.advanceTimersByTime(61_000)
      last().exit(1)
      expect(server.state).toMatchObject({ state: 'restarting', delayMs: 1000 })
      vi.advanceTimersByTime(1000)
    }
  })

  it('does not try again when the start was refused', async () => {
    const { server, children, last } = start({ port: 0 })
    await server.start('/srv/shop')
    last().ready(40_001)
    last().exit(1)
    vi.advanceTimersByTime(1000)
    last().say({ type: 'failed', reason: { ru: 'порт 40001 занят', en: 'port 40001 is in use' } })
    expect(last().killed).toBe(true)
    vi.advanceTimersByTime(120_000)
    expect(children).toHaveLength(2)
    expect(server.state).toMatchObject({
      state: 'failed',
      reason: { ru: 'порт 40001 занят', en: 'port 40001 is in use' },
    })
    await server.restart()
    expect(optionsOf(last())?.port).toBe(0)
  })

  it('lets the server finish, and kills it when it does not', async () => {
    const { server, last } = start()
    await server.start(null)
    last().ready()
    const stopped = server.stop()
    await vi.advanceTimersByTimeAsync(4000)
    expect(last().heard.at(-1)).toEqual({ type: 'stop' })
    expect(last().killed).toBe(false)
    await vi.advanceTimersByTimeAsync(2000)
    await stopped
    expect(last().killed).toBe(true)
    expect(server.state.state).toBe('stopped')
  })

  it('never leaves two servers when a person clicks twice', async () => {
    const { server, children } = start()
    await server.start('/srv/shop')
    const both = Promise.all([server.start('/srv/other'), server.restart()])
    for (let turn = 0; turn < 3; turn++) {
      await vi.advanceTimersByTimeAsync(0)
      children.filter((child) => child.heard.at(-1)?.type === 'stop').forEach((child) => child.exit(0))
    }
    await both
    const alive = children.filter((child) => !child.heard.some((said) => said.type === 'stop'))
    expect(alive.map((child) => optionsOf(child)?.workspace)).toEqual(['/srv/other'])
  })

  it('cancels a planned restart when it is stopped', async () => {
    const { server, children, last } = start()
    await server.start(null)
    last().exit(1)
    await server.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(children).toHaveLength(1)
  })

  it('answers for the secrets that the shell keeps, and passes on its refusals', async () => {
    const kept = new Map([['site.password', 'Кот']])
    const { server, last } = start({
      secrets: {
        get: (name) =>
          name === 'broken'
            ? Promise.reject(new Error('keyring is locked'))
            : Promise.resolve(kept.get(name) ?? null),
        set: (name, value) => Promise.resolve(void kept.set(name, value ?? '')),
      },
    })
    await server.start(null)
    expect(optionsOf(last())?.shellSecrets).toBe(true)
    last().say({ type: 'secret.get', id: 1, name: 'site.password' })
    last().say({ type: 'secret.set', id: 2, name: 'admin.token', value: 'abc' })
    last().say({ type: 'secret.get', id: 3, name: 'broken' })
    await vi.advanceTimersByTimeAsync(0)
    const answers = last().heard.filter((said) => said.type === 'secret')
    expect(answers).toContainEqual({ type: 'secret', id: 1, value: 'Кот' })
    expect(answers).toContainEqual({ type: 'secret', id: 2, value: null })
    expect(answers).toContainEqual({ type: 'secret', id: 3, value: null, error: 'Error: keyring is locked' })
    expect(kept.get('admin.token')).toBe('abc')
  })
})
