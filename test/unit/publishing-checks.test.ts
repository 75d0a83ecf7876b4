import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPowerShell, checkShell } from '../../server/publishing/check-scripts.ts'
import { acceptanceChecks } from '../../server/publishing/checks.ts'
import { PublishingInputs } from '../../server/publishing/inputs.ts'

const USER = "o'brien"
const PASSWORD = 'правильный $ "пароль"'
const inputs = PublishingInputs.parse({ host: 'localhost', user: USER })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'publishing-'))
  execFileSync(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'rsa:2048', '-sha256', '-days', '2', '-nodes', '-keyout', join(folder, 'key.pem'),
      '-out', join(folder, 'chain.pem'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    { stdio: 'pipe' },
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs check.sh against a server on a free port; port 80 becomes port 1, which nobody listens to. */
async function run(listener: RequestListener): Promise<{ output: string; exit: number }> {
  const [key, cert] = await Promise.all(['key.pem', 'chain.pem'].map((name) => readFile(join(folder, name))))
  const server: Server = createServer({ key, cert, minVersion: 'TLSv1.2' }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const script = checkShell(inputs)
    .replaceAll('https://localhost/', `https://localhost:${port}/`)
    .replaceAll('http://localhost/', 'http://localhost:1/')
    .replaceAll('localhost:443', `localhost:${port}`)
  try {
    return await new Promise((resolve) => {
      const env = {
        ...process.env,
        PASSWORD,
        CURL_CA_BUNDLE: join(folder, 'chain.pem'),
        no_proxy: 'localhost',
      }
      const child = execFile('sh', ['-s'], { env }, (error, output) =>
        resolve({ output, exit: error === null ? 0 : Number(error.code) }),
      )
      child.stdin?.end(script)
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const verdicts = (output: string): string[] =>
  output
    .trim()
    .split('\n')
    .map((line) => line.split(' ').slice(0, 2).join(' '))

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9.1', '9.2', '9.3', '10', '11']

describe('acceptance checks', () => {
  it('[P-04][P-06][P-08][PD-07] check.sh passes a service that is published as it should be', async () => {
    const right = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`
    const { output, exit } = await run((request, response) => {
      const status = (): number => {
        if (request.headers.authorization !== right) return 401
        return { '/trade/hs/regate/state': 200, '/trade/hs/regate/client': 422 }[request.url ?? ''] ?? 404
      }
      request.resume().on('end', () => {
        response.writeHead(status(), { 'Content-Type': 'application/json' }).end('{"api":"regate/1"}')
      })
    })
    expect(verdicts(output)).toEqual([...NUMBERS.map((number) => `ХОРОШО ${number}`), 'ВРУЧНУЮ 12'])
    expect(exit).toBe(0)
  })

  it('[P-06][PD-03] check.sh finds a service open to everybody, with BOM, OData and a wrong web server answer', async () => {
    const { output, exit } = await run((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('\uFEFF{}')
      })
    })
    const failed = verdicts(output).filter((verdict) => verdict.startsWith('ОШИБКА'))
    expect(failed).toEqual(
      ['1', '2', '3', '4', '5', '9.1', '9.2', '9.3', '10'].map((number) => `ОШИБКА ${number}`),
    )
    expect(exit).toBe(1)
  })

  it('[P-07] every command carries the real address and user', () => {
    for (const { number, sh, powershell } of acceptanceChecks(inputs).filter(
      ({ answer }) => answer !== null,
    )) {
      expect([number, sh]).toEqual([number, expect.stringContaining('localhost')])
      expect([number, powershell]).toEqual([number, expect.stringContaining('//localhost/trade')])
    }
  })

  it('[PD-05] check.ps1 asks for the password and encodes it as UTF-8', () => {
    const script = checkPowerShell(inputs)
    expect(script).toContain("$Login = 'o''brien'")
    expect(script).toContain('-AsSecureString')
    expect(script).toContain('[Text.Encoding]::UTF8.GetBytes')
    expect(script.startsWith('\uFEFF')).toBe(true)
  })
})
