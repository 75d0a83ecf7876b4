import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ExchangeCycle } from '../../mocks/onec/model.ts'
import { createAdminClient } from '../../server/admin/client.ts'
import { deafAddress, demoOrders, openBench, sitePassword, temporaryFolder } from './admin-bench.ts'
import { run, start } from './cli-run.ts'

/** `obmen serve` and `obmen exchange`: the bench as a program among others. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const folder = async () => {
  const { path, remove } = await temporaryFolder()
  closing.push(remove)
  return path
}

const begin = (...args: Parameters<typeof start>) => {
  const started = start(...args)
  closing.push(async () => {
    started.child.kill('SIGKILL')
    await started.ended
  })
  return started
}

const siteBench = async () => {
  const bench = await openBench()
  closing.push(() => bench.stop())
  return bench
}

interface LogLine {
  at: string
  level: string
  message: string
  address?: string
  workspace?: string
}

describe('obmen serve', () => {
  it('says in one line where it is, serves the page, the API and the site, and ends with 0 on SIGTERM', async () => {
    const path = await folder()
    const serve = begin(['serve', path, '--port', '0'])
    const line = await serve.line((one) => one.startsWith('Обмен: '))
    const address = line.slice('Обмен: '.length)
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const page = await fetch(address)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect((await createAdminClient(address).call('state.read')).workspace.path).toBe(path)
    const unknown = await fetch(`${address}/api/nothing`)
    expect(unknown.status).toBe(404)
    expect(unknown.headers.get('content-type')).toMatch(/^application\/problem\+json/)

    serve.child.kill('SIGTERM')
    const { code, stderr } = await serve.ended
    expect(code).toBe(0)
    expect(stderr).toContain(path)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('--json-logs puts one JSON object on each line of standard output, and nothing else', async () => {
    const path = await folder()
    const serve = begin(['serve', path, '--port', '0', '--json-logs'])
    const ready = JSON.parse(await serve.line((one) => one.includes('"ready"'))) as LogLine
    expect(ready).toMatchObject({ level: 'info', message: 'ready', workspace: path })
    expect((await fetch(`${ready.address}/api/state`)).status).toBe(200)
    serve.child.kill('SIGINT')
    const { code, stdout } = await serve.ended
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine)
    expect(lines.length).toBeGreaterThan(1)
    for (const { at, message } of lines)
      expect({ valid: !Number.isNaN(Date.parse(at)), message }).toMatchObject({
        valid: true,
        message: expect.any(String) as string,
      })
  })

  it('finishes a running exchange before it ends, and the next one finds everything in its place', async () => {
    const path = await folder()
    const first = begin(['serve', path, '--port', '0', '--json-logs'])
    const { address } = JSON.parse(await first.line((one) => one.includes('"ready"'))) as LogLine
    const api = createAdminClient(address!)
    const order = await api.call('site.place', { body: await api.call('site.draft') })
    const events = await fetch(`${address}/api/events`)
    const exchange = api.call('onec.exchange').catch((error: unknown) => error)
    // The stop comes when the exchange has begun: its first event is here.
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (let text = ''; !text.includes('"area":"journal"'); text += (await reader.read()).value ?? '');
    first.child.kill('SIGTERM')
    const { code } = await first.ended
    expect(code).toBe(0)
    await exchange

    const second = begin(['serve', path, '--port', '0', '--json-logs'])
    const again = JSON.parse(await second.line((one) => one.includes('"ready"'))) as LogLine
    const after = createAdminClient(again.address!)
    expect((await after.call('onec.cycles')).map(({ outcome }) => outcome)).not.toContain('running')
    await after.call('onec.exchange')
    const known = await after.call('site.order', { params: { id: order.order_id } })
    expect(known.exchange_state).toBe('accepted')
    expect(known.history.filter(({ kind }) => kind === 'result')).toHaveLength(1)
  })

  it('a port in use is told with what to do, exit code 1, and the workspace stays free', async () => {
    const path = await folder()
    const other = createServer().listen(0, '127.0.0.1')
    closing.push(() => other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const { code, stdout, stderr } = await run(['serve', path, '--port', String(port)])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`Порт ${port} на 127.0.0.1 занят`)
    expect(stderr).not.toMatch(/\n\s+at /)
    const free = begin(['serve', path, '--port', '0'])
    await free.line((one) => one.startsWith('Обмен: '))
  })

  it('a second one on the same workspace is refused and names the process that has it', async () => {
    const path = await folder()
    const first = begin(['serve', path, '--port', '0'])
    await first.line((one) => one.startsWith('Обмен: '))
    const { code, stderr } = await run(['serve', path, '--port', '0'])
    expect(code).toBe(1)
    expect(stderr).toContain(`(pid ${first.child.pid})`)
    expect(stderr).toContain(path)
  })

  it('beyond loopback it gives out the address with the token, which the API wants', async () => {
    const path = await folder()
    const serve = begin(['serve', path, '--port', '0'], { env: { OBMEN_HOST: '0.0.0.0' } })
    const line = await serve.line((one) => one.startsWith('Обмен: '))
    const { port, searchParams } = new URL(line.slice('Обмен: '.length))
    const token = searchParams.get('token')!
    const here = `http://127.0.0.1:${port}`
    expect((await fetch(`${here}/api/state`)).status).toBe(401)
    expect((await createAdminClient(here, token).call('state.read')).server.exposed).toBe(true)
  })
})

describe('obmen exchange orders', () => {
  const env = { OBMEN_PASSWORD: sitePassword }

  it('plays 1C once against a site over HTTP; the cycle is on standard output', async () => {
    const shop = await siteBench()
    const args = ['exchange', 'orders', '--workspace', await folder(), '--site', `${shop.address}/site/`]
    const { code, stdout } = await run(args, { env })
    expect(code).toBe(0)
    const cycle = JSON.parse(stdout) as ExchangeCycle
    expect(cycle).toMatchObject({ trigger: 'api', outcome: 'done' })
    expect(cycle.orders.map(({ order_id, result }) => [order_id, result])).toEqual([
      [demoOrders.mapped, 'accepted'],
      [demoOrders.unmapped, 'rejected'],
    ])
    expect(await shop.api.call('site.order', { params: { id: demoOrders.mapped } })).toMatchObject({
      exchange_state: 'accepted',
    })
    const rows = await shop.entries()
    expect(rows[0]).toMatchObject({ direction: 'in', operation: 'site-orders.ping', status: 200 })

    // The next run remembers what the base of 1C has: nothing is taken or sent twice.
    const again = await run(args, { env })
    expect((JSON.parse(again.stdout) as ExchangeCycle).orders).toEqual([])
    expect((await shop.entries()).slice(rows.length).map(({ operation }) => operation)).toEqual([
      'site-orders.ping',
      'site-orders.getOrders',
    ])
  })

  it('keeps the password of one run out of the workspace', async () => {
    const shop = await siteBench()
    const path = await folder()
    await run(['exchange', 'orders', '--workspace', path, '--site', `${shop.address}/site`], { env })
    const kept = await readFile(join(path, 'secrets.json'), 'utf8').catch(() => '')
    expect(kept).not.toContain(sitePassword)
    expect(await readFile(join(path, 'obmen.json'), 'utf8')).not.toContain(shop.address)
  })

  it('without a site it plays both sides', async () => {
    const { code, stdout } = await run(['exchange', 'orders', '--workspace', await folder()])
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as ExchangeCycle).orders).toHaveLength(2)
  })

  it('a wrong password and a site that is down are 1, with the reason in the cycle', async () => {
    const shop = await siteBench()
    const path = await folder()
    const site = (address: string) => ['exchange', 'orders', '--workspace', path, '--site', address]
    const refused = await run(site(`${shop.address}/site`), { env: { OBMEN_PASSWORD: 'не тот' } })
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ outcome: 'stopped', code: 'SITE-AUTH' })
    const down = await run(site(await deafAddress()), { env })
    expect(down.code).toBe(1)
    expect(JSON.parse(down.stdout)).toMatchObject({ outcome: 'stopped', code: 'ECONNREFUSED' })
  })

  it('--every goes on until it is stopped, and then ends with what the last cycle came to', async () => {
    const shop = await siteBench()
    const args = ['exchange', 'orders', '--workspace', await folder(), '--site', `${shop.address}/site`]
    const errand = begin([...args, '--every', '60'], { env })
    const cycle = JSON.parse(await errand.line((line) => line.startsWith('{'))) as ExchangeCycle
    expect(cycle.outcome).toBe('done')
    expect(errand.child.exitCode).toBeNull()
    errand.child.kill('SIGTERM')
    const { code, stdout } = await errand.ended
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })
})
