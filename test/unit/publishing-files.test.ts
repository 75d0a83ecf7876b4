import { execFileSync } from 'node:child_process'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { apacheConfig } from '../../server/publishing/apache.ts'
import { firewallLines } from '../../server/publishing/firewall.ts'
import { iisSetup, schannelRegistry, webConfig } from '../../server/publishing/iis.ts'
import { PublishingInputs } from '../../server/publishing/inputs.ts'
import { defaultVrd } from '../../server/publishing/vrd.ts'
import { webinstBatch, webinstPowerShell, webinstShell } from '../../server/publishing/webinst.ts'

const inputsOf = (value: object = {}): PublishingInputs =>
  PublishingInputs.parse({ host: '1c.example.ru', ...value })

type Element = { name: string; attributes: Record<string, string> }

/** Elements in order; throws when the text is not well-formed. */
function elements(text: string): Element[] {
  const found: Element[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes: { ...attributes } }))
  parser.write(text).close()
  return found
}

/** Parts of a 1C connection string: `Srvr="a";Ref="b";`. */
function connectionParts(text: string): Record<string, string> {
  const parts = [...text.matchAll(/(\w+)="((?:[^"]|"")*)";/g)]
  expect(parts.map(([whole]) => whole).join('')).toBe(text)
  return Object.fromEntries(parts.map(([, name = '', value = '']) => [name, value.replaceAll('""', '"')]))
}

const HARD = `Торг & "Ко" <1>';Usr="admin";Pwd="x`

describe('default.vrd', () => {
  it.each([
    ['server', { server: 'srv1c:1541', base: HARD }, { Srvr: 'srv1c:1541', Ref: HARD }],
    [
      'file',
      { web_server: 'apache-linux', base_kind: 'file', folder: `/srv/${HARD}` },
      { File: `/srv/${HARD}` },
    ],
  ])('[PD-05][P-07] of a %s base carries the value whole and no credentials', (_, value, parts) => {
    const [point] = elements(defaultVrd(inputsOf(value)))
    expect(connectionParts(point?.attributes.ib ?? '')).toEqual(parts)
  })

  it('[PD-03] publishes the named services and nothing else', () => {
    const found = elements(defaultVrd(inputsOf()))
    const of = (name: string) => found.find((element) => element.name === name)?.attributes
    expect(of('point')).toMatchObject({ base: '/trade', enable: 'false' })
    expect(of('ws')).toEqual({ enable: 'false', pointEnableCommon: 'false' })
    expect(of('httpServices')).toEqual({ publishByDefault: 'false', publishExtensionsByDefault: 'false' })
    expect(of('standardOdata')).toEqual({ enable: 'false' })
  })

  it('[PD-08][P-08][P-11] a service of an extension stands by name, with a pool of sessions', () => {
    const found = elements(defaultVrd(inputsOf({ pool_size: 35 })))
    expect(found.filter(({ name }) => name === 'service').map(({ attributes }) => attributes)).toEqual([
      {
        name: 'ReGate',
        rootUrl: 'regate',
        enable: 'true',
        reuseSessions: 'autouse',
        sessionMaxAge: '20',
        poolSize: '35',
        poolTimeout: '5',
      },
    ])
  })

  it('[P-12] one publication carries several services', () => {
    const services = [
      { name: 'ReGate', rootUrl: 'regate' },
      { name: 'КСУП', rootUrl: 'ksup' },
    ]
    const found = elements(defaultVrd(inputsOf({ services }))).filter(({ name }) => name === 'service')
    expect(found.map(({ attributes }) => [attributes.name, attributes.rootUrl])).toEqual([
      ['ReGate', 'regate'],
      ['КСУП', 'ksup'],
    ])
  })

  it('[PD-02] is well-formed for xmllint, UTF-8 without BOM', () => {
    const text = defaultVrd(inputsOf({ base: HARD }))
    execFileSync('xmllint', ['--noout', '-'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] })
    expect(text.startsWith('<?xml')).toBe(true)
  })
})

describe('Apache', () => {
  const directives = (text: string, name: string): string[] =>
    [...text.matchAll(new RegExp(`^\\s*${name}\\s+(.*)$`, 'gm'))].map(([, value = '']) => value)

  it.each(['apache-windows', 'apache-linux'])(
    '[P-04][PD-09] %s: TLS 1.2 and 1.3, nothing older',
    (web_server) => {
      const text = apacheConfig(inputsOf({ web_server }))
      expect(directives(text, 'SSLProtocol')).toEqual(['-all +TLSv1.2 +TLSv1.3'])
      expect(directives(text, 'SSLEngine')).toEqual(['on'])
      expect(directives(text, 'ServerName')).toEqual(['1c.example.ru'])
    },
  )

  it.each([
    ['apache-windows', ['443']],
    // Debian listens to 443 in ports.conf; a second Listen would not start.
    ['apache-linux', []],
  ])('[PD-07] %s: port 80 is not listened to', (web_server, listened) => {
    const text = apacheConfig(inputsOf({ web_server }))
    expect(directives(text, 'Listen')).toEqual(listened)
    expect(text).not.toMatch(/:80\b|Redirect/)
  })

  it('[PD-04] leaves the password to 1C', () => {
    expect(apacheConfig(inputsOf())).not.toMatch(/AuthType|valid-user/)
  })

  it('[P-03][P-10] publishes with one module line, forward slashes and the path of the bitness', () => {
    const text = apacheConfig(inputsOf({ platform_version: '8.3.25.1394', bitness: '32' }))
    expect(directives(text, 'LoadModule _1cws_module')).toEqual([
      '"C:/Program Files (x86)/1cv8/8.3.25.1394/bin/wsap24.dll"',
    ])
    expect(directives(text, 'Alias')).toEqual(['"/trade" "C:/1c-publish/trade"'])
    expect(directives(text, 'ManagedApplicationDescriptor')).toEqual(['"C:/1c-publish/trade/default.vrd"'])
  })

  it('[P-08] has more threads than the pool has sessions', () => {
    expect(directives(apacheConfig(inputsOf({ pool_size: 200 })), 'ThreadsPerChild')).toEqual(['300'])
  })

  it('lets in the allowed addresses only', () => {
    expect(directives(apacheConfig(inputsOf()), 'Require')).toEqual(['all granted'])
    const addresses = ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32']
    expect(directives(apacheConfig(inputsOf({ addresses })), 'Require')).toEqual([
      'ip 203.0.113.7 10.0.0.0/8 2001:db8::/32',
    ])
  })
})

describe('IIS', () => {
  const iis = (value: object = {}): PublishingInputs => inputsOf({ web_server: 'iis', ...value })

  it('[P-03] web.config hands every request to the module of the platform', () => {
    const found = elements(webConfig(iis()))
    expect(found.find(({ name }) => name === 'add')?.attributes).toMatchObject({
      path: '*',
      verb: '*',
      modules: 'IsapiModule',
      scriptProcessor: 'C:\\Program Files\\1cv8\\8.3.27.1644\\bin\\wsisapi.dll',
    })
    expect(found.find(({ name }) => name === 'requestLimits')?.attributes).toEqual({
      maxAllowedContentLength: '10485760',
    })
  })

  it('[PD-04][P-06] anonymous on, Basic and Windows of the web server off', () => {
    const text = iisSetup(iis())
    expect(text).toContain("anonymousAuthentication' 'enabled' $true")
    expect(text).toContain("basicAuthentication' 'enabled' $false")
    expect(text).toContain("windowsAuthentication' 'enabled' $false")
  })

  it('[PD-07] HTTPS only', () => {
    const text = iisSetup(iis())
    expect(text).toContain("'system.webServer/security/access' 'sslFlags' 'Ssl'")
    expect(text).toContain('Get-WebBinding -Name $Site -Protocol http | Remove-WebBinding')
  })

  it.each([
    ['64', '$false'],
    ['32', '$true'],
  ])('the pool has the bitness of the platform: %s', (bitness, allowed) => {
    expect(iisSetup(iis({ bitness }))).toContain(`enable32BitAppOnWin64 -Value ${allowed}`)
  })

  it('lets in the allowed addresses only, with the mask IIS wants', () => {
    const text = iisSetup(iis({ addresses: ['203.0.113.7', '10.16.0.0/12', '2001:db8::/32'] }))
    expect(text).toContain('Web-IP-Security')
    expect(text).toContain("'allowUnlisted' $false")
    expect(text).toContain("ipAddress = '203.0.113.7'; allowed = $true }")
    expect(text).toContain("ipAddress = '10.16.0.0'; allowed = $true; subnetMask = '255.240.0.0' }")
    expect(text).toContain("ipAddress = '2001:db8::'; allowed = $true; subnetMask = '32' }")
    expect(iisSetup(iis())).not.toContain('ipSecurity')
  })

  it('quotes the folder of a file base', () => {
    expect(iisSetup(iis({ base_kind: 'file', folder: "D:\\База O’Нил & 'Ко'" }))).toContain(
      "icacls 'D:\\База O’’Нил & ''Ко''' /grant",
    )
  })

  it('[P-04][PD-09] SCHANNEL: 1.0 and 1.1 off, 1.2 on', () => {
    const text = schannelRegistry()
    const values = [
      ...text.matchAll(
        /\\(TLS 1\.\d)\\Server\]\r\n"Enabled"=dword:0*(\d)\r\n"DisabledByDefault"=dword:0*(\d)/g,
      ),
    ]
    expect(values.map(([, protocol, on, off]) => [protocol, on, off])).toEqual([
      ['TLS 1.0', '0', '1'],
      ['TLS 1.1', '0', '1'],
      ['TLS 1.2', '1', '0'],
    ])
    expect(text).toMatch(/^Windows Registry Editor Version 5\.00\r\n\r\n\[/)
  })
})

describe('webinst', () => {
  const BASE = `Торг & "Ко" 100%'`

  it('[PD-02] batch: quotes doubled, percent signs doubled, UTF-8 console, the descriptor put back', () => {
    const text = webinstBatch(inputsOf({ base: BASE }))
    expect(text).toContain(`-connstr "Srvr=""localhost"";Ref=""Торг & """"Ко"""" 100%%'"";"`)
    expect(text).toContain('-publish -apache24 -wsdir "trade"')
    expect(text).toContain('copy /y "%~dp0default.vrd" "C:\\1c-publish\\trade\\default.vrd"')
    expect(text.startsWith('@echo off\r\n')).toBe(true)
    expect(text).toContain('chcp 65001')
  })

  it('[PD-02] PowerShell: one literal for Start-Process, with a BOM', () => {
    const text = webinstPowerShell(inputsOf({ base: BASE }))
    expect(text).toContain(`'"Srvr=\\"localhost\\";Ref=\\"Торг & \\"\\"Ко\\"\\" 100%''\\";"'`)
    expect(text.startsWith('\uFEFF')).toBe(true)
  })

  it('[PD-02] sh: single quotes, accepted by the shell', () => {
    const text = webinstShell(inputsOf({ web_server: 'apache-linux', base: BASE }))
    expect(text).toContain(`-connstr 'Srvr="localhost";Ref="Торг & ""Ко"" 100%'\\''";'`)
    expect(text).toContain("'/opt/1cv8/x86_64/8.3.27.1644/webinst' -publish -apache24")
    execFileSync('sh', ['-n'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] })
  })

  it('[PD-04] IIS: no OS authentication, no configuration of Apache', () => {
    const text = webinstBatch(inputsOf({ web_server: 'iis' }))
    expect(text).toContain('-publish -iis')
    expect(text).not.toMatch(/-osauth|-confPath/)
  })
})

describe('firewall', () => {
  it.each([
    [{ web_server: 'iis' }, ['443']],
    [{ web_server: 'apache-linux' }, ['443']],
    [{ web_server: 'apache-linux', addresses: ['10.0.0.0/8', '203.0.113.7'] }, ['443', '443']],
  ])('[PD-07] %j opens 443 only', (value, ports) => {
    const lines = firewallLines(inputsOf(value))
    expect(lines.map((text) => /(?:localport=|port |allow )(\d+)/.exec(text)?.[1])).toEqual(ports)
  })

  it('is limited to the allowed addresses', () => {
    const addresses = ['10.0.0.0/8', '203.0.113.7']
    expect(firewallLines(inputsOf({ addresses }))[0]).toMatch(/ remoteip=10\.0\.0\.0\/8,203\.0\.113\.7$/)
    expect(firewallLines(inputsOf({ web_server: 'apache-linux', addresses }))[0]).toBe(
      'sudo ufw allow proto tcp from 10.0.0.0/8 to any port 443',
    )
  })
})
