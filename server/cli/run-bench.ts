import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createAdminClient, type AdminClient } from '../admin/client.ts'
import { isOver, type RunRecord } from '../scenarios/model.ts'
import { Refusal } from '../storage/refusal.ts'
import { benchEvents } from './bench-events.ts'
import type { Wanted } from './run-wanted.ts'

/** Benches that `obmen run` plays scenarios on. */

export interface RunBench {
  api: AdminClient
  address: string
  token: string | undefined
}

const gone = (address: string, id: string): Refusal =>
  new Refusal('RUN-BENCH-GONE', {
    ru: `Стенд ${address} не отвечает, сценарий «${id}» не доведён до конца. Запустите стенд и повторите.`,
    en: `The bench at ${address} does not answer; the scenario "${id}" was not brought to its end. Start the bench and repeat.`,
  })

/**
 * Puts one scenario on a bench and waits for its end.
 * @throws Refusal `RUN-BENCH-GONE` when the bench is not there, or not any more; AdminError for a refusal
 */
export async function played({ api, address, token }: RunBench, wanted: Wanted): Promise<RunRecord> {
  try {
    // Listened to before the start, so that no end is missed.
    const events = await benchEvents(address, token)
    const body = 'text' in wanted ? { sources: [wanted] } : { ids: [wanted.id] }
    const [started] = await api.call('scenarios.start', { body })
    for await (const { area, id } of events) {
      if (area !== 'scenarios' || (id !== undefined && id !== started!.id)) continue
      const run = await api.call('scenarios.run', { params: { run: started!.id } })
      if (isOver(run.state)) return run
    }
  } catch (error) {
    // How fetch tells that there is no connection.
    if (!(error instanceof TypeError)) throw error
  }
  throw gone(address, wanted.id)
}

/** A bench of its own process with a folder that nobody else has; gone after the work. */
export async function isolated<Result>(
  engineDir: string,
  work: (bench: RunBench) => Promise<Result>,
): Promise<Result> {
  const workspace = await mkdtemp(join(tmpdir(), 'obmen-run-'))
  const child = spawn(
    process.execPath,
    [join(engineDir, 'cli.js'), 'serve', workspace, '--port', '0', '--json-logs'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as { address?: string }
        if (said.address) resolve(said.address)
      })
      void ended.then(() => reject(new Error('obmen serve ended without an address')))
    })
    return await work({ api: createAdminClient(address), address, token: undefined })
  } finally {
    child.kill('SIGTERM')
    await ended
    await rm(workspace, { recursive: true, force: true })
  }
}
