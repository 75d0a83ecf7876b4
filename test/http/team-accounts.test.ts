import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminClient, type AdminError } from '../../server/admin/client.ts'
import type { Role } from '../../server/team/model.ts'
import { openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'

/** A browser as far as cookies go. */
export function browser(address: string) {
  const cookies = new Map<string, string>()
  async function ask(method: string, path: string, body?: unknown) {
    const answer = await fetch(address + path, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const header of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return {
    cookies,
    ask,
    get: (path: string) => ask('GET', path),
    me: async () => (await (await ask('GET', '/api/team/me')).json()) as Record<string, unknown>,
    signIn: (login: string, password: string) => ask('POST', '/api/team/sign-in', { login, password }),
  }
}

const password = 'верный пароль'
const account = (login: string, role: Role) => ({ body: { login, name: `Имя ${login}`, role, password } })

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

describe('a bench without accounts', () => {
  let bench: OpenBench
  beforeAll(async () => void (bench = await openBench()))
  afterAll(() => bench.stop())

  it('asks nobody on loopback', async () => {
    const page = browser(bench.address)
    expect(await page.me()).toEqual({ state: 'in', kind: 'everyone', login: null, name: '', role: 'admin' })
    expect((await page.get('/api/state')).status).toBe(200)
  })

  it('wants its first account to be an admin, with a password of some length', async () => {
    expect((await refusal(bench.api.call('team.add', account('anna', 'tester')))).code).toBe(
      'TEAM-FIRST-ADMIN',
    )
    const short = { body: { login: 'anna', name: 'Анна', role: 'admin' as const, password: '1234567' } }
    expect((await refusal(bench.api.call('team.add', short))).status).toBe(422)
    expect(await bench.api.call('team.accounts')).toEqual([])
  })

  it('signs whoever makes the first account in, and asks everybody from then on', async () => {
    const maker = browser(bench.address)
    const stranger = browser(bench.address)
    const made = await maker.ask('POST', '/api/team/accounts', account('anna', 'admin').body)
    expect(made.status).toBe(200)
    const cookie = made.headers.get('set-cookie')!
    expect(cookie).toMatch(/^obmen_session_\d+=/)
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict$/)
    expect(await maker.me()).toMatchObject({ state: 'in', kind: 'account', login: 'anna', role: 'admin' })

    expect(await stranger.me()).toEqual({ state: 'out', wanted: 'password', noPasswords: false })
    const refused = await stranger.get('/api/state')
    expect(refused.status).toBe(401)
    expect(await codeOf(refused)).toBe('ADMIN-SIGN-IN')
    for (const path of ['/api/events', '/api/mappings-export/csv', '/metrics'])
      expect((await stranger.get(path)).status, path).toBe(401)
    // The exchange itself has accounts of its own and is not the team's business.
    expect((await bench.exchange('/ping')).status).toBe(200)
    // Whoever started the bench needs no account.
    expect(await bench.api.call('team.me')).toMatchObject({ state: 'in', kind: 'owner', role: 'admin' })

    await bench.api.call('team.remove', { params: { login: 'anna' } })
    expect(await stranger.me()).toMatchObject({ state: 'in', kind: 'everyone' })
  })
})

describe('a bench that is open to the network', () => {
  it('lets its owner alone in while there is no account', async () => {
    const bench = await openBench({ host: '0.0.0.0' })
    try {
      const here = `http://127.0.0.1:${bench.port}`
      const page = browser(here)
      expect(await page.me()).toEqual({ state: 'out', wanted: 'token', noPasswords: true })
      expect(await codeOf(await page.get('/api/state'))).toBe('ADMIN-TOKEN')
      await page.get(`/?token=${bench.token}`)
      expect(await page.me()).toMatchObject({ state: 'in', kind: 'owner' })
    } finally {
      await bench.stop()
    }
  })
})

describe('accounts', () => {
  let bench: OpenBench
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
    bench = await openBench({ workspace: folder.path })
    await bench.api.call('team.add', account('anna', 'admin'))
    await bench.api.call('team.add', account('boris', 'tester'))
  })
  afterAll(async () => {
    await bench.stop()
    await folder.remove()
  })

  it('sign in with their passwords, in any case of the login, and out again', async () => {
    const page = browser(bench.address)
    expect(await codeOf(await page.signIn('boris', 'не тот'))).toBe('TEAM-WRONG-PASSWORD')
    expect(await codeOf(await page.signIn('nobody', password))).toBe('TEAM-WRONG-PASSWORD')
    expect((await page.signIn('Boris', password)).status).toBe(200)
    expect(await page.me()).toMatchObject({ state: 'in', login: 'boris', name: 'Имя boris', role: 'tester' })
    const [before] = [...page.cookies.values()]
    await page.ask('POST', '/api/team/sign-out')
    expect(await page.me()).toMatchObject({ state: 'out' })
    // The cookie that was copied before is of no use either.
    page.cookies.set(`obmen_session_${bench.port}`, before!)
    expect(await page.me()).toMatchObject({ state: 'out' })
  })

  it('wait after five wrong passwords in a row', async () => {
    await bench.api.call('team.add', account('vera', 'viewer'))
    const page = browser(bench.address)
    for (let guess = 0; guess < 5; guess += 1)
      expect((await page.signIn('vera', `не ${guess}`)).status).toBe(403)
    expect((await page.signIn('vera', password)).status).toBe(429)
    expect((await page.signIn('boris', password)).status).toBe(200)
  })

  it('lose their session with a new password of an admin, and their other sessions with their own', async () => {
    const one = browser(bench.address)
    const other = browser(bench.address)
    await one.signIn('boris', password)
    await other.signIn('boris', password)
    const wrong = { current: 'не тот', next: 'новый пароль' }
    expect((await one.ask('PUT', '/api/team/me/password', wrong)).status).toBe(403)
    const changed = await one.ask('PUT', '/api/team/me/password', { current: password, next: 'новый пароль' })
    expect(changed.status).toBe(200)
    expect(await one.me()).toMatchObject({ state: 'in' })
    expect(await other.me()).toMatchObject({ state: 'out' })

    const { password: made } = await bench.api.call('team.setPassword', {
      params: { login: 'boris' },
      body: {},
    })
    expect(made).toMatch(/^[\w-]{16}$/)
    expect(await one.me()).toMatchObject({ state: 'out' })
    expect((await one.signIn('boris', made)).status).toBe(200)
    await bench.api.call('team.setPassword', { params: { login: 'boris' }, body: { password } })
  })

  it('come back with password and tokens when a removal is undone, and begin anew when the login is given again', async () => {
    await bench.api.call('team.add', account('gleb', 'integrator'))
    const page = browser(bench.address)
    await page.signIn('gleb', password)
    await bench.api.call('team.addToken', { body: { login: 'gleb', name: 'CI', role: 'tester' } })
    const left = await bench.api.call('team.remove', { params: { login: 'gleb' } })
    expect(left.map(({ login }) => login)).not.toContain('gleb')
    expect(await page.me()).toMatchObject({ state: 'out' })
    await bench.api.call('team.restore', { params: { login: 'gleb' } })
    expect(await page.me()).toMatchObject({ state: 'in', role: 'integrator' })
    expect((await bench.api.call('team.accounts')).find(({ login }) => login === 'gleb')).toMatchObject({
      hasPassword: true,
      sessions: 1,
      tokens: 1,
    })

    await bench.api.call('team.remove', { params: { login: 'gleb' } })
    await bench.api.call('team.add', {
      body: { login: 'Gleb', name: 'Другой', role: 'viewer', password: null },
    })
    expect(await page.me()).toMatchObject({ state: 'out' })
    expect((await page.signIn('gleb', password)).status).toBe(403)
    expect(
      (await bench.api.call('team.tokens')).filter(({ login }) => login.toLowerCase() === 'gleb'),
    ).toEqual([])
  })

  it('leave the bench an admin', async () => {
    const params = { login: 'anna' }
    expect((await refusal(bench.api.call('team.remove', { params }))).code).toBe('TEAM-LAST-ADMIN')
    const demoted = bench.api.call('team.save', { params, body: { name: 'Анна', role: 'tester' } })
    expect((await refusal(demoted)).code).toBe('TEAM-LAST-ADMIN')
    expect((await refusal(bench.api.call('team.add', account('ANNA', 'viewer')))).code).toBe(
      'TEAM-LOGIN-TAKEN',
    )
  })

  it('may at once what their new role may', async () => {
    const page = browser(bench.address)
    await page.signIn('boris', password)
    const rename = () => page.ask('PUT', '/api/settings/name', { name: 'Стенд' })
    const refused = await rename()
    expect(refused.status).toBe(403)
    expect(((await refused.json()) as { detail: string }).detail).toContain('интегратор')
    await bench.api.call('team.save', {
      params: { login: 'boris' },
      body: { name: 'Борис', role: 'integrator' },
    })
    expect((await rename()).status).toBe(200)
    await bench.api.call('team.save', { params: { login: 'boris' }, body: { name: 'Борис', role: 'tester' } })
    expect((await rename()).status).toBe(403)
  })

  it('have tokens for programs: not above their role, to a day, told once, revocable', async () => {
    const above = bench.api.call('team.addToken', {
      body: { login: 'boris', name: 'CI', role: 'integrator' },
    })
    expect((await refusal(above)).status).toBe(403)
    const past = { login: 'boris', name: 'CI', role: 'tester' as const, until: '2020-01-01' }
    expect((await refusal(bench.api.call('team.addToken', { body: past }))).code).toBe('TEAM-TOKEN-UNTIL')
    const { secret, tokens } = await bench.api.call('team.addToken', {
      body: { login: 'boris', name: 'CI', role: 'tester' },
    })
    const ci = createAdminClient(bench.address, secret)
    expect(await ci.call('team.me')).toMatchObject({ kind: 'token', login: 'boris', role: 'tester' })
    expect((await refusal(ci.call('settings.name', { body: { name: 'CI' } }))).status).toBe(403)
    // It sees its owner's tokens and nobody's else, and makes none above itself.
    const own = (await ci.call('team.tokens')).map(({ name }) => name)
    expect(own).toEqual(['CI'])
    expect(
      (await refusal(ci.call('team.addToken', { body: { name: 'х', role: 'integrator' } }))).status,
    ).toBe(403)
    // A lesser role of its owner is its own.
    await bench.api.call('team.save', { params: { login: 'boris' }, body: { name: 'Борис', role: 'viewer' } })
    expect(await ci.call('team.me')).toMatchObject({ role: 'viewer' })
    await bench.api.call('team.save', { params: { login: 'boris' }, body: { name: 'Борис', role: 'tester' } })
    const { id } = tokens.find(({ login }) => login === 'boris')!
    await bench.api.call('team.revokeToken', { params: { id } })
    expect((await refusal(ci.call('state.read'))).status).toBe(401)
    expect((await refusal(bench.api.call('team.revokeToken', { params: { id } }))).status).toBe(404)
  })

  it('a token is good for its last day and no longer', async () => {
    let now = new Date('2026-03-10T12:00:00Z')
    const other = await openBench({ clock: () => now })
    try {
      await other.api.call('team.add', account('anna', 'admin'))
      const { secret } = await other.api.call('team.addToken', {
        body: { login: 'anna', name: 'на два дня', role: 'viewer', until: '2026-03-11' },
      })
      const ci = createAdminClient(other.address, secret)
      now = new Date('2026-03-11T23:59:59Z')
      await ci.call('state.read')
      now = new Date('2026-03-12T00:00:00Z')
      expect((await refusal(ci.call('state.read'))).status).toBe(401)
    } finally {
      await other.stop()
    }
  })

  it('keep sessions and tokens over a restart of the server, and nothing secret in the document', async () => {
    const page = browser(bench.address)
    await page.signIn('boris', password)
    const { secret } = await bench.api.call('team.addToken', {
      body: { login: 'boris', name: 'ночной прогон', role: 'viewer' },
    })
    const { port, token } = bench
    const { readFile } = await import('node:fs/promises')
    const document = await readFile(`${folder.path}/obmen.json`, 'utf8')
    expect(document).toContain('"boris"')
    for (const kept of [password, secret, token, 'scrypt']) expect(document).not.toContain(kept)

    const secrets = bench.parts.workspace.secrets
    await bench.stop()
    bench = await openBench({ workspace: folder.path, port, secrets })
    expect(await page.me()).toMatchObject({ state: 'in', login: 'boris' })
    expect(await createAdminClient(bench.address, secret).call('team.me')).toMatchObject({ kind: 'token' })
    // The owner of this run is another one.
    expect((await refusal(createAdminClient(bench.address, token).call('state.read'))).status).toBe(401)
  })
})

describe('what was done', () => {
  let bench: OpenBench
  beforeAll(async () => {
    bench = await openBench()
    await bench.api.call('team.add', account('anna', 'admin'))
    await bench.api.call('team.add', account('boris', 'tester'))
  })
  afterAll(() => bench.stop())

  it('is kept with who, what about and what came of it, without reads and without secrets', async () => {
    const page = browser(bench.address)
    await page.signIn('boris', 'тайна боком')
    await page.signIn('boris', password)
    await page.get('/api/state')
    await page.ask('POST', '/api/onec/exchange')
    await page.ask('PUT', '/api/sides/site', { mode: 'real', address: 'x', user: 'y', password: 'тайна' })
    await page.ask('POST', '/api/validate', { text: '{}' })

    const { rows, next } = await bench.api.call('team.log', { query: { who: 'Борис', limit: 10 } })
    expect([rows, next]).toEqual([[], null])
    const boris = await bench.api.call('team.log', { query: { who: 'boris' } })
    expect(boris.rows.map(({ call, subject, outcome, code }) => [call, subject, outcome, code])).toEqual([
      ['sides.save', 'site', 'refused', 'ADMIN-ROLE'],
      ['onec.exchange', '', 'ok', null],
      ['team.signIn', expect.stringContaining('127.0.0.1'), 'ok', null],
      ['team.signIn', expect.stringContaining('127.0.0.1'), 'refused', 'TEAM-WRONG-PASSWORD'],
    ])
    const refused = await bench.api.call('team.log', { query: { outcome: 'refused', text: 'sides' } })
    expect(refused.rows).toHaveLength(1)
    const [newest] = boris.rows
    const older = await bench.api.call('team.log', { query: { before: newest!.id, limit: 1 } })
    expect(older.rows[0]!.id).toBeLessThan(newest!.id)
    expect(older.next).toBe(older.rows[0]!.id)
    const all = JSON.stringify(await bench.api.call('team.log'))
    expect(all).not.toContain('тайна')
    expect(all).not.toContain(password)
    expect(all).toContain('"kind":"owner"')
  })
})

describe('who is here', () => {
  it('is told by open pages, with the screen they show, until they are closed or may not stay', async () => {
    const bench = await openBench()
    try {
      await bench.api.call('team.add', account('anna', 'admin'))
      await bench.api.call('team.add', account('boris', 'tester'))
      const page = browser(bench.address)
      await page.signIn('boris', password)
      const stream = await page.get('/api/events?page=p1')
      expect(await bench.api.call('team.people')).toEqual([
        expect.objectContaining({
          page: 'p1',
          login: 'boris',
          name: 'Имя boris',
          role: 'tester',
          screen: '',
        }),
      ])
      await page.ask('PUT', '/api/team/here', { page: 'p1', screen: 'journal' })
      const [person] = await bench.api.call('team.people')
      expect(person).toMatchObject({ screen: 'journal' })
      // Nobody moves another's page.
      await bench.api.call('team.here', { body: { page: 'p1', screen: 'settings' } })
      expect((await bench.api.call('team.people'))[0]).toMatchObject({ screen: 'journal' })

      await bench.api.call('team.remove', { params: { login: 'boris' } })
      // The stream ends by itself.
      await stream.text()
      expect(await bench.api.call('team.people')).toEqual([])
    } finally {
      await bench.stop()
    }
  })
})

describe('two people who save one form', () => {
  it('are told of each other: the later one sees what stands there, who put it there, and may take it or keep to their own', async () => {
    const bench = await openBench()
    try {
      await bench.api.call('team.add', account('anna', 'admin'))
      const { secret } = await bench.api.call('team.addToken', {
        body: { login: 'anna', name: 'окно', role: 'admin' },
      })
      const one = createAdminClient(bench.address, secret)
      const other = bench.api
      const { siteOrders: base } = await other.call('state.read')

      const mine = { ...base, pageSize: 20 }
      await one.call('settings.siteOrders', { body: mine, base })
      const late = await refusal(other.call('settings.siteOrders', { body: { ...base, node: 'UT-2' }, base }))
      expect(late).toMatchObject({ status: 412, code: 'ADMIN-OVERTAKEN' })
      expect(late.problem['overtaken']).toEqual({
        current: mine,
        by: 'Имя anna · окно',
        at: expect.stringMatching(/^\d{4}-/) as string,
      })
      expect((await other.call('state.read')).siteOrders).toEqual(mine)
      expect(await other.call('team.lastChange', { query: { call: 'settings.siteOrders' } })).toMatchObject({
        by: 'Имя anna · окно',
      })

      // «Оставить своё»: knowing what it overwrites.
      await other.call('settings.siteOrders', { body: { ...base, node: 'UT-2' }, base: mine })
      expect((await other.call('state.read')).siteOrders).toMatchObject({
        node: 'UT-2',
        pageSize: base.pageSize,
      })
      // A program that says nothing of a base overwrites as ever.
      await one.call('settings.siteOrders', { body: base })
    } finally {
      await bench.stop()
    }
  })

  it('of two who save at the same moment one is refused', async () => {
    const bench = await openBench()
    try {
      const { siteOrders: base } = await bench.api.call('state.read')
      const saves = [10, 20, 30, 40].map((pageSize) =>
        bench.api.call('settings.siteOrders', { body: { ...base, pageSize }, base }).then(
          () => 'saved',
          (error: unknown) => (error as AdminError).status,
        ),
      )
      expect((await Promise.all(saves)).sort()).toEqual([412, 412, 412, 'saved'])
    } finally {
      await bench.stop()
    }
  })
})
