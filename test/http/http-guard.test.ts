import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { guard, type Gatekeeper, type GuardOptions } from '../../server/http/guard.ts'
import { createHost, type Host } from '../../server/http/host.ts'

let host: Host
let port: number
afterEach(() => host.stop())

/** A door that opens to one token, or to all who come from this machine. */
function gatekeeper({ toAll, hasAccounts = false }: { toAll: boolean; hasAccounts?: boolean }): Gatekeeper {
  const isOwner = (token: string) => token === 'token-1'
  return {
    identify: ({ bearer, cookie, port }) =>
      toAll || isOwner(bearer) || isOwner(cookie(`key_${port}`)) ? { name: 'somebody' } : null,
    isOwner,
    ownerCookie: (port) => `key_${port}`,
    hasAccounts: () => hasAccounts,
  }
}

async function start(options: Partial<GuardOptions> = {}): Promise<void> {
  const { exposed = false } = options
  const before = guard({ prefix: '/api', exposed, gatekeeper: gatekeeper({ toAll: !exposed }), ...options })
  host = createHost({ host: '127.0.0.1', port: 0, mounts: [before, (ctx) => void (ctx.body = 'in')] })
  ;({ port } = await host.start())
}

interface Seen {
  status: number
  body: string
  headers: Record<string, string | string[] | undefined>
}

/** `fetch` does not let `Host` and `Origin` be chosen. */
function ask(path: string, headers: Record<string, string | undefined> = {}, method = 'GET'): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
    const sent = request({ host: '127.0.0.1', port, path, method, headers: given }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const codeOf = ({ body }: Seen): string => (JSON.parse(body) as { code: string }).code

describe('on loopback', () => {
  it('lets in the page of the bench, programs, and navigations', async () => {
    await start()
    const own = `127.0.0.1:${port}`
    for (const headers of [
      {},
      { host: `localhost:${port}` },
      { host: `[::1]:${port}` },
      { host: own, origin: `http://${own}`, 'sec-fetch-site': 'same-origin' },
      { host: own, 'sec-fetch-site': 'none' },
    ])
      expect((await ask('/api/state', headers)).status).toBe(200)
  })

  it.each([
    'evil.example',
    'evil.example:8183',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
  ])('a foreign Host (%s) is 403: a foreign name may have been turned to 127.0.0.1', async (name) => {
    await start()
    const seen = await ask('/api/state', { host: name })
    expect(seen.status).toBe(403)
    expect(codeOf(seen)).toBe('ADMIN-HOST')
  })

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('a foreign page is 403: %o', async (headers) => {
    await start()
    const seen = await ask('/api/journal/clear', headers, 'POST')
    expect(seen.status).toBe(403)
    expect(codeOf(seen)).toBe('ADMIN-ORIGIN')
  })

  it('a page that is named in the options is let in', async () => {
    await start({ origins: ['http://localhost:5173'] })
    const seen = await ask('/api/state', { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' })
    expect(seen.status).toBe(200)
  })

  it('stands only before its own paths', async () => {
    await start()
    expect((await ask('/site/api', { host: 'evil.example' })).status).toBe(200)
    expect((await ask('/apis', { host: 'evil.example' })).status).toBe(200)
    expect((await ask('/api', { host: 'evil.example' })).status).toBe(403)
  })
})

describe('exposed to the network', () => {
  it('wants the token', async () => {
    await start({ exposed: true })
    for (const headers of [{}, { authorization: 'Bearer other' }, { cookie: `key_${port}=other` }]) {
      const seen = await ask('/api/state', headers)
      expect(seen.status).toBe(401)
      expect(codeOf(seen)).toBe('ADMIN-TOKEN')
      expect(seen.headers['www-authenticate']).toMatch(/^Bearer/)
    }
    expect((await ask('/api/state', { authorization: 'Bearer token-1', host: 'bench.lan' })).status).toBe(200)
  })

  it('turns the token of an address into a cookie and takes it out of the address', async () => {
    await start({ exposed: true })
    const opened = await ask('/?token=token-1&view=journal')
    expect(opened.status).toBe(302)
    expect(opened.headers['location']).toBe('/?view=journal')
    const [cookie = ''] = opened.headers['set-cookie'] as string[]
    expect(cookie).toMatch(/httponly/i)
    expect(cookie).toMatch(/samesite=strict/i)
    expect((await ask('/api/state', { cookie: cookie.split(';')[0]! })).status).toBe(200)
    expect((await ask('/?token=other')).status).toBe(200)
    expect((await ask('//evil.example/?token=token-1')).headers['location']).toBe('/evil.example/')
  })

  it('answers everybody at the open paths, and at nothing that is spelled like them', async () => {
    await start({ exposed: true, open: ['/api/team/me'] })
    expect((await ask('/api/team/me')).status).toBe(200)
    for (const path of ['/api/team/me/', '/api/team/ME', '/api/team/me/password', '/api/team'])
      expect((await ask(path)).status, path).toBe(401)
  })

  it('asks to sign in as soon as there are accounts', async () => {
    await start({ exposed: true, gatekeeper: gatekeeper({ toAll: false, hasAccounts: true }) })
    const seen = await ask('/api/state')
    expect(seen.status).toBe(401)
    expect(codeOf(seen)).toBe('ADMIN-SIGN-IN')
  })

  it('still refuses foreign pages', async () => {
    await start({ exposed: true })
    const seen = await ask('/api/state', { authorization: 'Bearer token-1', origin: 'http://evil.example' })
    expect(seen.status).toBe(403)
  })
})
