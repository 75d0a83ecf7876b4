import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { config } from '../../package.json'

const commandLine = join(import.meta.dirname, '../main/cli.js')

/** The real side, in a process of its own. */
export async function startTarget() {
  const child = fork(join(import.meta.dirname, 'proxy-target.js'), {
    execArgv: config.engine,
    env: { ...config.malloc, ...process.env },
  })
  const gone = once(child, 'exit')
  const [port] = (await once(child, 'message')) as [number]
  return {
    address: `http://127.0.0.1:${port}`,
    async stop() {
      child.disconnect()
      await gone
    },
  }
}

/**
 * `obmen serve` as it is built, with one link.
 * @param profiles folder for a CPU profile of the process, `undefined` for none
 */
export async function startProxy(workspace: string, target: string, profiles: string | undefined) {
  const profiling = profiles
    ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-name=proxy.cpuprofile']
    : []
  const child = spawn(
    process.execPath,
    [...config.engine, ...profiling, commandLine, 'serve', workspace, '--port', '0', '--json-logs'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...config.malloc, ...process.env } },
  )
  const gone = once(child, 'exit')
  let address = ''
  for await (const line of createInterface({ input: child.stdout })) {
    address = (JSON.parse(line) as { address?: string }).address ?? ''
    if (address !== '') break
  }
  if (address === '') throw new Error('The proxy ended without an address')
  // What it says from here on would fill the pipe otherwise.
  child.stdout.resume()

  async function call<Answer>(method: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${address}/api/proxy`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`/api/proxy: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
  const link = { id: 'bare', name: 'bare', address: target, from: 'onec', to: 'site' }
  await call('PUT', { links: [link] })

  return {
    address: `${address}/proxy/bare`,
    /** Resolves when so many exchanges are recorded: none of that work falls into the next turn. */
    async recorded(exchanges: number) {
      for (;;) {
        const { links } = await call<{ links: { exchanges: number }[] }>('GET')
        if (links[0]!.exchanges >= exchanges) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
