import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccess } from '../../server/admin/access.ts'
import { adminApi, type AdminCall } from '../../server/admin/api.ts'
import { createAdminClient } from '../../server/admin/client.ts'
import { leastRole, openPaths } from '../../server/admin/roles.ts'
import { adminRoutes, type AdminHandlers } from '../../server/admin/routes.ts'
import { createHost } from '../../server/http/host.ts'
import { roles, type Caller, type Role } from '../../server/team/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Every call of the admin API against every role. Handlers are played, so nothing is carried out. */

const calls = Object.keys(adminApi) as AdminCall[]
const carriedOut: string[] = []

const host = createHost({
  host: '127.0.0.1',
  port: 0,
  mounts: [
    async (ctx, next) => {
      const role = ctx.get('x-role') as Role
      const caller: Caller = { kind: 'account', login: role, name: role, role, ticket: role }
      ctx.state['caller'] = caller
      await next()
    },
    adminRoutes(
      Object.fromEntries(
        calls.map((name) => [
          name,
          () => {
            carriedOut.push(name)
            return {}
          },
        ]),
      ) as unknown as AdminHandlers,
      {
        access: createAccess({ log: { note: async () => {}, page: async () => [], last: async () => null } }),
        held: { carryOut: (_call, _request, work) => work(), lastChange: async () => null },
        recorder: { watch: (_seen, work) => work() },
      },
    ).middleware,
  ],
})
let address: string
beforeAll(async () => void ({ address } = await host.start()))
afterAll(() => host.stop())

async function ask(call: AdminCall, role: Role) {
  const { method, path } = adminApi[call]
  const answer = await fetch(`${address}/api${path.replace(/:\w+/g, 'x')}`, {
    method,
    headers: { 'x-role': role, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    ...(method === 'GET' ? {} : { body: '{}' }),
  })
  return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } }
}

describe('roles', () => {
  it.each(calls.filter((call) => leastRole(call) !== 'viewer' && leastRole(call) !== 'anyone'))(
    '%s is refused below its role, before anything is looked at, and let through at it',
    async (call) => {
      const least = leastRole(call) as Role
      const below = roles.slice(0, roles.indexOf(least))
      expect(below.length).toBeGreaterThan(0)
      carriedOut.length = 0
      for (const role of below) {
        const { status, body } = await ask(call, role)
        expect([role, status, body.code]).toEqual([role, 403, 'ADMIN-ROLE'])
      }
      expect(carriedOut).toEqual([])
      for (const role of roles.slice(roles.indexOf(least))) {
        const { status } = await ask(call, role)
        // Through to its input, or to its work where it wants none.
        expect([200, 422], role).toContain(status)
      }
    },
  )

  it('let viewers read whatever is read', async () => {
    for (const call of calls.filter((name) => ['viewer', 'anyone'].includes(leastRole(name)))) {
      const { status } = await ask(call, 'viewer')
      expect([200, 422], call).toContain(status)
    }
  })

  it('say who may', async () => {
    const { body } = await ask('settings.name', 'tester')
    expect(body.detail).toBe(
      'Это может интегратор, а ваша роль — тестировщик. Попросите его или администратора команды.',
    )
  })
})

describe('a bench with accounts', () => {
  let bench: OpenBench
  beforeAll(async () => {
    bench = await openBench()
    const body = { login: 'anna', name: 'Анна', role: 'admin' as const, password: 'не короче восьми' }
    await bench.api.call('team.add', { body })
  })
  afterAll(() => bench.stop())

  it('answers nothing to whoever has not signed in, but who they are and the way in', async () => {
    for (const call of calls) {
      const { method, path } = adminApi[call]
      const at = `/api${path.replace(/:\w+/g, 'x')}`
      const { status } = await fetch(bench.address + at, { method })
      if (openPaths.includes(at)) expect(status, call).not.toBe(401)
      else expect(status, call).toBe(401)
    }
    expect(openPaths).toEqual(['/api/team/me', '/api/team/sign-in', '/api/team/sign-out'])
  })

  it('takes files from testers and shows them to viewers', async () => {
    const clientOf = async (role: Role) => {
      const { secret } = await bench.api.call('team.addToken', { body: { login: 'anna', name: role, role } })
      return { secret, api: createAdminClient(bench.address, secret) }
    }
    const viewer = await clientOf('viewer')
    const tester = await clientOf('tester')
    const send = (secret: string, path: string) =>
      fetch(bench.address + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: 'x',
      })
    for (const path of ['/api/journal-import/upload?name=a.har', '/api/explorer/upload?name=a.xml']) {
      expect((await send(viewer.secret, path)).status, path).toBe(403)
      expect((await send(tester.secret, path)).status, path).toBe(200)
    }
    const csv = '/api/mappings-export/csv?kinds=storage'
    const read = await fetch(bench.address + csv, { headers: { authorization: `Bearer ${viewer.secret}` } })
    expect(read.status).toBe(200)
    const { rows } = await bench.api.call('team.log', { query: { text: 'upload' } })
    expect(rows.map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['a.xml', 'ok'],
      ['a.xml', 'refused'],
      ['a.har', 'ok'],
      ['a.har', 'refused'],
    ])
    expect((await refusal(viewer.api.call('workspace.reset'))).code).toBe('ADMIN-ROLE')
  })
})
