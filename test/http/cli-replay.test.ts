import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ReplayDetails, ReplayPlan } from '../../server/journal/replay/model.ts'
import { authorization, openBench, sitePassword, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen replay`, as scripts and people run it. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let bench: OpenBench
let file: string
beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench()
  const url = `${bench.address}/site/api/1c/v1/ping`
  const answer = await fetch(url, { headers: { authorization } })
  const har = {
    log: {
      version: '1.2',
      creator: { name: 'test', version: '1' },
      entries: [
        {
          startedDateTime: '2026-01-02T03:04:05.000Z',
          time: 5,
          request: {
            method: 'GET',
            url,
            httpVersion: 'HTTP/1.1',
            headers: [
              { name: 'Authorization', value: authorization },
              { name: 'Accept', value: 'application/json' },
            ],
            queryString: [],
            cookies: [],
            headersSize: -1,
            bodySize: 0,
          },
          response: {
            status: answer.status,
            statusText: 'OK',
            httpVersion: 'HTTP/1.1',
            headers: [{ name: 'Content-Type', value: answer.headers.get('content-type') }],
            cookies: [],
            content: {
              size: 0,
              mimeType: answer.headers.get('content-type'),
              text: await answer.text(),
            },
            redirectURL: '',
            headersSize: -1,
            bodySize: -1,
          },
          cache: {},
          timings: { send: 1, wait: 1, receive: 1 },
        },
      ],
    },
  }
  file = join(folder.path, 'one.har')
  await writeFile(file, JSON.stringify(har))
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const replay = (...args: string[]) =>
  run(['replay', ...args, '--workspace', join(folder.path, 'workspace')], {
    env: { OBMEN_PASSWORD: sitePassword },
  })

describe('obmen replay', () => {
  it('sends a HAR again, then its entry of the journal, and tells that the result is the same', async () => {
    const first = await replay(file, '--user', '1c', '--json')
    expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 0 })
    const done = JSON.parse(first.stdout) as ReplayDetails
    expect(done).toMatchObject({ state: 'done', same: true, steps: 1 })
    expect(first.stderr).toContain('Тот же результат')
    expect(first.stdout + first.stderr).not.toContain(sitePassword)

    const second = await replay(String(done.list[0]!.entry), '--user', '1c', '--to', bench.address)
    expect({ code: second.code, stderr: second.stderr, stdout: second.stdout }).toMatchObject({
      code: 0,
      stdout: '',
    })
  })

  it('ends with 1 when the result is another one', async () => {
    const { code, stderr } = await replay(file, '--user', 'nobody')
    expect(code).toBe(1)
    expect(stderr).toContain('200 → 401')
    expect(stderr).toContain('Результат другой')
  })

  it('sends nothing to a system that is not this machine before that is agreed to, and shows the plan', async () => {
    const before = await bench.parts.journal.count()
    const to = `http://0.0.0.0:${bench.port}`
    const dry = await replay(file, '--user', '1c', '--to', to, '--dry-run', '--json')
    expect(dry.code).toBe(0)
    expect((JSON.parse(dry.stdout) as ReplayPlan).realHosts).toEqual([`0.0.0.0:${bench.port}`])
    const refused = await replay(file, '--user', '1c', '--to', to)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('--yes')
    expect(refused.stderr).toContain(`${to}/site/api/1c/v1/ping`)
    expect(await bench.parts.journal.count()).toBe(before)

    const agreed = await replay(file, '--user', '1c', '--to', to, '--yes')
    expect({ code: agreed.code, stderr: agreed.stderr }).toMatchObject({ code: 0 })
    expect(await bench.parts.journal.count()).toBe(before + 1)
  })

  it.each([
    [['12', 'x.har'], 'Укажите номера'],
    [['999999'], 'Записи 999999'],
    [['no-such.har'], 'такого файла нет'],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await replay(...args)
    expect(code).toBe(1)
    expect(stderr).toContain(words)
  })
})
