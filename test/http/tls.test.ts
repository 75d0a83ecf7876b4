import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer, type Server } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureCertificate, type ServerCertificate } from '../../server/http/tls/certificate.ts'
import { checkTls } from '../../server/http/tls/check.ts'
import { readCertificate } from '../../server/http/tls/own-files.ts'
import { createHost } from '../../server/http/host.ts'
import { authorization, get, startToyBench, type ToyBench, type ToyBenchOptions } from './toy-bench.ts'

const hosts = ['localhost', '127.0.0.1']
const realClock = () => new Date()
const day = 24 * 60 * 60 * 1000

let folder: string
let certificate: ServerCertificate
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-tls-'))
  certificate = await ensureCertificate(join(folder, 'own'), hosts, realClock)
})
afterAll(() => rm(folder, { recursive: true }))

const parsed = ({ cert }: ServerCertificate) => new X509Certificate(cert)

describe("the bench's own certificate", () => {
  it('[B-16] is made for its hosts, with a key that only its owner reads', async () => {
    const made = parsed(certificate)
    expect(made.checkHost('localhost')).toBe('localhost')
    expect(made.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(made.checkHost('example.ru')).toBeUndefined()
    expect(made.subject).toContain('CN=localhost')
    expect(made.ca).toBe(false)
    expect((await stat(join(folder, 'own/server.key'))).mode & 0o777).toBe(0o600)
  })

  it('[B-16] stays the same until a week before its end, and is then made anew', async () => {
    const place = join(folder, 'renewed')
    const at = (time: number) => () => new Date(time)
    const first = await ensureCertificate(place, hosts, realClock)
    const end = Date.parse(parsed(first).validTo)
    expect(await ensureCertificate(place, hosts, at(end - 8 * day))).toEqual(first)
    const second = await ensureCertificate(place, hosts, at(end - 6 * day))
    expect(second.cert).not.toBe(first.cert)
    expect(Date.parse(parsed(second).validTo)).toBeGreaterThan(end + 300 * day)
    expect((await stat(join(place, 'server.key'))).mode & 0o777).toBe(0o600)
  })

  it('[B-16] is made anew for another host, and when a file is broken', async () => {
    const place = join(folder, 'remade')
    await ensureCertificate(place, hosts, realClock)
    const wider = await ensureCertificate(place, [...hosts, 'stand.example.ru', '::1'], realClock)
    expect(parsed(wider).checkHost('stand.example.ru')).toBe('stand.example.ru')
    expect(parsed(wider).checkIP('::1')).toBe('::1')
    await writeFile(join(place, 'server.key'), 'нет')
    const repaired = await ensureCertificate(place, hosts, realClock)
    expect(repaired.cert).not.toBe(wider.cert)
    expect(await ensureCertificate(place, hosts, realClock)).toEqual(repaired)
  })
})

describe("the user's own files", () => {
  const files = (cert: string, key: string) => ({ certificate: join(folder, cert), key: join(folder, key) })

  it('[B-16] are taken when the key is that of the certificate', async () => {
    expect(await readCertificate(files('own/server.crt', 'own/server.key'), realClock)).toEqual(certificate)
  })

  it('[B-16] are refused with a sentence that names the file when they cannot serve', async () => {
    await ensureCertificate(join(folder, 'other'), hosts, realClock)
    await writeFile(join(folder, 'junk'), 'нет')
    const refused = (certificate: string, key: string, clock = realClock) =>
      readCertificate(files(certificate, key), clock).catch(
        (error: { code: string; text: { ru: string } }) => [error.code, error.text.ru.includes(folder)],
      )
    expect(await refused('nowhere', 'own/server.key')).toEqual(['TLS-FILE-UNREADABLE', true])
    expect(await refused('junk', 'own/server.key')).toEqual(['TLS-CERTIFICATE-BROKEN', true])
    expect(await refused('own/server.crt', 'junk')).toEqual(['TLS-KEY-BROKEN', true])
    expect(await refused('own/server.crt', 'other/server.key')).toEqual(['TLS-KEY-FOREIGN', true])
    const later = () => new Date(Date.now() + 366 * day)
    expect(await refused('own/server.crt', 'own/server.key', later)).toEqual([
      'TLS-CERTIFICATE-EXPIRED',
      true,
    ])
  })
})

/** What `openssl s_client` says after a handshake with one version of the protocol. */
function sClient(port: number, version: string): Promise<{ code: unknown; said: string }> {
  const args = [
    's_client',
    '-connect',
    `127.0.0.1:${port}`,
    version,
    '-cipher',
    'DEFAULT:@SECLEVEL=0',
    '-brief',
  ]
  return new Promise((resolve) => {
    const child = execFile('openssl', args, { timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    )
    child.stdin!.end()
  })
}

/** A server that still speaks TLS 1.1: without it, a refusal would prove nothing. */
async function oldServer(): Promise<{ port: number; server: Server }> {
  const server = createServer({
    ...certificate,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server }
}

describe('a host with TLS', () => {
  let bench: ToyBench
  afterEach(() => bench.stop())
  const start = async (options: ToyBenchOptions = {}) =>
    void (bench = await startToyBench({ tls: { port: 0, certificate }, ...options }))

  /** `fetch` cannot be told of one more certificate to trust. */
  const overTls = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { port } = bench.tls!
      const call = request(
        { host: 'localhost', port, path, ca: certificate.cert, headers: { authorization } },
        (answer) => {
          let body = ''
          answer.on('data', (chunk) => (body += String(chunk)))
          answer.on('end', () => resolve({ status: answer.statusCode!, body }))
        },
      )
      call.on('error', reject).end()
    })

  it('[B-16] serves the same over HTTPS and, at its own port, over HTTP', async () => {
    await start()
    expect(bench.tls!.address).toBe(`https://127.0.0.1:${bench.tls!.port}`)
    expect(await overTls('/site/api/toy/things/a')).toEqual({ status: 200, body: '{"name":"a","times":1}' })
    expect(await (await get(bench, '/a')).json()).toEqual({ name: 'a', times: 2 })
    const { rows } = await bench.journal.page({ limit: 2 })
    const urls = await Promise.all(rows.map(async ({ id }) => (await bench.journal.entry(id))!.url))
    expect(urls.map((url) => new URL(url).protocol).sort()).toEqual(['http:', 'https:'])
  })

  it.each([
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ])('[B-16][PD-09] speaks to `openssl s_client %s`', async (option, version) => {
    await start()
    const { said } = await sClient(bench.tls!.port, option)
    expect(said).toContain(`Protocol version: ${version}`)
  })

  it('[B-16][PD-09] refuses TLS 1.1, which a server that allows it would speak', async () => {
    await start()
    const { port, server } = await oldServer()
    const [allowed, refused] = [await sClient(port, '-tls1_1'), await sClient(bench.tls!.port, '-tls1_1')]
    server.close()
    expect(allowed.said).toContain('Protocol version: TLSv1.1')
    expect(refused.code).not.toBe(0)
    expect(refused.said).toMatch(/protocol version/i)
    expect(refused.said).not.toContain('Protocol version:')
  })

  it('[B-16] is looked at by the check: protocol, certificates, trust, and TLS 1.1 refused', async () => {
    await start()
    const report = await checkTls(bench.tls!.address, { ca: certificate.cert })
    expect(report).toMatchObject({ protocol: 'TLSv1.3', trusted: true, distrust: null, tls11: 'refused' })
    expect(report.daysLeft).toBe(364)
    expect(report.cipher).toMatch(/^TLS_/)
    expect(report.chain).toHaveLength(1)
    expect(report.chain[0]).toMatchObject({
      subject: 'CN=localhost, O=Obmen',
      issuer: 'CN=localhost, O=Obmen',
      names: ['DNS:localhost', 'IP Address:127.0.0.1'],
    })
    const byTheSystem = await checkTls(bench.tls!.address)
    expect(byTheSystem).toMatchObject({ trusted: false, distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })

  it('[B-16] that allows TLS 1.1 is found out by the check', async () => {
    await start()
    const { port, server } = await oldServer()
    const report = await checkTls(`https://127.0.0.1:${port}`)
    server.close()
    expect(report).toMatchObject({ protocol: 'TLSv1.2', tls11: 'served' })
  })

  it('[B-16] the check says why it could not look', async () => {
    await start()
    await expect(checkTls('http://127.0.0.1')).rejects.toMatchObject({ code: 'TLS-BAD-ADDRESS' })
    await expect(checkTls(`https://127.0.0.1:${bench.port}`)).rejects.toMatchObject({
      code: 'TLS-NO-CONNECTION',
    })
  })

  it('[PD-07] refuses plain HTTP when the service wants TLS, naming the address and never by a redirect', async () => {
    const httpsAddress = () => bench.tls!.address
    await start({ plain: () => 'refuse', httpsAddress })
    const refused = await fetch(`${bench.things}/a`, { redirect: 'manual' })
    expect(refused.status).toBe(403)
    const problem = (await refused.json()) as { code: string; detail: string }
    expect(problem.code).toBe('SITE-FORBIDDEN')
    expect(problem.detail).toContain(`${bench.tls!.address}/site/api/toy/things/a`)
    expect((await overTls('/site/api/toy/things/a')).status).toBe(200)
  })

  it('[B-16] says that its port is taken, and then does not listen for HTTP either', async () => {
    await start()
    const { port } = bench.tls!
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const plainPort = (free.address() as AddressInfo).port
    await new Promise((resolve) => free.close(resolve))
    const second = createHost({ host: '127.0.0.1', port: plainPort, mounts: [], tls: { port, certificate } })
    await expect(second.start()).rejects.toMatchObject({ code: 'TLS-PORT-BUSY' })
    await expect(fetch(`http://127.0.0.1:${plainPort}/`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    })
  })

  it('[B-16] survives what is no TLS at all', async () => {
    await start()
    await expect(fetch(`http://127.0.0.1:${bench.tls!.port}/`)).rejects.toThrow()
    expect((await overTls('/site/api/toy/things/a')).status).toBe(200)
    expect(bench.defects).toEqual([])
  })
})

it('[B-16] what is written of a certificate is PEM that other programs read', async () => {
  const file = join(folder, 'own/server.crt')
  expect(await readFile(file, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
  const said = await new Promise<string>((resolve) =>
    execFile('openssl', ['x509', '-in', file, '-noout', '-text'], (_, stdout) => resolve(stdout)),
  )
  expect(said).toContain('TLS Web Server Authentication')
  expect(said).toContain('Public-Key: (2048 bit)')
})
