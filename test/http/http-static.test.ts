import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { absolutePath } from 'swagger-ui-dist'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHost, type Host } from '../../server/http/host.ts'
import { docs } from '../../server/docs/docs.ts'
import { documents, page } from '../../server/http/static.ts'

let folder: string
let host: Host
let address: string
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-page-'))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'page/.env'), 'secret')
  await writeFile(join(folder, 'page/index.html'), '<!doctype html><title>Обмен</title>')
  await writeFile(join(folder, 'page/assets/app-1a2b.js'), 'start()')
  host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [
      documents({
        '/openapi/toy.json': {
          contentType: 'application/json',
          text: (at) => JSON.stringify({ servers: [{ url: `${at}/site` }] }),
        },
      }),
      docs({ folder: absolutePath(), specs: [{ name: 'Игрушка', url: '/openapi/toy.json' }] }),
      page({ folder: join(folder, 'page') }),
    ],
  })
  ;({ address, port } = await host.start())
})

afterAll(async () => {
  await host.stop()
  await rm(folder, { recursive: true })
})

/** `fetch` cleans paths before it sends them. */
function rawGet(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode!, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the page', () => {
  it('is served with a policy that allows own files only', async () => {
    const response = await fetch(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain('Обмен')
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'self'.*frame-ancestors 'self'/,
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-cache')
  })

  it('answers addresses of its screens', async () => {
    const response = await fetch(`${address}/journal/15`, { headers: { accept: 'text/html' } })
    expect(await response.text()).toContain('Обмен')
  })

  it('has assets that never change, and 304 for what the browser has', async () => {
    const response = await fetch(`${address}/assets/app-1a2b.js`)
    expect(response.headers.get('cache-control')).toMatch(/immutable/)
    expect(response.headers.get('content-type')).toMatch(/javascript/)
    expect(await response.text()).toBe('start()')
    const again = await fetch(`${address}/assets/app-1a2b.js`, {
      headers: { 'if-modified-since': response.headers.get('last-modified')!, 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
  })

  it('is 404 for a file that is not there, and does not answer POST', async () => {
    expect((await fetch(`${address}/assets/none.js`)).status).toBe(404)
    expect((await fetch(address, { method: 'POST' })).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..\\secret.txt',
    '/.env',
    '//secret.txt',
    '/%00',
    '/%',
    '/%zz.txt',
    '/docs/../../../../etc/passwd',
    '/docs/..%2f..%2fpackage.json',
  ])('never gives what is outside of it: %s', async (path) => {
    const { status, body } = await rawGet(path)
    expect(body).not.toContain('secret')
    expect(body).not.toContain('"dependencies"')
    expect(status === 404 || body.includes('Обмен') || body.includes('Not Found')).toBe(true)
  })
})

describe('the documents', () => {
  it('are made with the address that was asked', async () => {
    const response = await fetch(`${address}/openapi/toy.json`)
    expect(await response.json()).toEqual({ servers: [{ url: `${address}/site` }] })
    expect((await fetch(`${address}/openapi/none.json`)).status).toBe(404)
  })
})

describe('Swagger UI', () => {
  it('is at /docs, from the bench alone', async () => {
    const response = await fetch(`${address}/docs`)
    expect(response.url).toBe(`${address}/docs/`)
    const text = await response.text()
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!)
    expect(files).toContain('/docs/start.js')
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//)
      expect((await fetch(address + file)).status).toBe(200)
    }
    expect(text).toContain('/openapi/toy.json')
    expect(text).not.toMatch(/<script>|\son\w+=/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  })
})
