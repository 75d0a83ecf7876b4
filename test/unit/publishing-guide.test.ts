import { execFileSync } from 'node:child_process'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { publishingFiles, publishingZip } from '../../server/publishing/bundle.ts'
import { publishingGuide } from '../../server/publishing/guide.ts'
import { publishingPage } from '../../server/publishing/html.ts'
import { PublishingInputs } from '../../server/publishing/inputs.ts'
import { TROUBLES } from '../../server/publishing/troubleshooting.ts'

const inputsOf = (value: object = {}): PublishingInputs =>
  PublishingInputs.parse({ host: '1c.example.ru', ...value })

const SERVERS = ['apache-windows', 'apache-linux', 'iis'] as const
const CASES = SERVERS.flatMap((web_server) =>
  (['server', 'file'] as const).map((base_kind) => ({
    web_server,
    base_kind,
    folder: web_server === 'apache-linux' ? '/srv/base' : 'D:\\Base',
  })),
)

const ORDER = [
  'Что понадобится',
  'Расширение',
  'HTTP-сервис',
  'Роль и пользователь',
  'Ответы в UTF-8 без BOM',
  'Веб-сервер',
  'Публикация',
  'Сертификат и TLS 1.2',
  'Аутентификация Basic',
  'Очередь и параллельные запросы',
  'Межсетевой экран',
  'Приёмочные проверки',
  'Если не работает',
]

describe('the guide', () => {
  it.each(CASES)(
    '[P-01][PD-01] $web_server, $base_kind base: every step in order, numbered without gaps',
    (value) => {
      const headings = [...publishingGuide(inputsOf(value)).matchAll(/^## (\d+)\. ([^:\n]+)/gm)]
      expect(headings.map(([, number]) => Number(number))).toEqual(headings.map((_, index) => index + 1))
      expect(headings.slice(0, ORDER.length).map(([, , title]) => title)).toEqual(ORDER)
    },
  )

  it('[P-01] every step but the table of troubles and the reading says how to verify it', () => {
    const sections = publishingGuide(inputsOf()).split(/^## /m).slice(1)
    const silent = sections.filter((text) => !text.includes('**Как проверить.**'))
    expect(silent.map((text) => text.split('\n')[0])).toEqual(['13. Если не работает', '16. Документация 1С'])
  })

  it.each([
    ['apache-windows', 'Apache 2.4 для Windows'],
    ['apache-linux', 'Apache 2.4 для Linux'],
    ['iis', 'Microsoft IIS'],
  ])('[P-02] says openly that %s is needed besides the platform', (web_server, name) => {
    expect(publishingGuide(inputsOf({ web_server }))).toContain(
      `**Нужна дополнительная служба — веб-сервер: ${name}.**`,
    )
  })

  it.each(SERVERS)('[P-04] %s: TLS 1.2 is proven by a refused older protocol', (web_server) => {
    const guide = publishingGuide(inputsOf({ web_server }))
    expect(guide).toMatch(/--tlsv1\.2 --tls-max 1\.2/)
    expect(guide).toMatch(/--tls-max 1\.1/)
    expect(guide).toContain(web_server === 'iis' ? 'SCHANNEL' : 'SSLProtocol           -all +TLSv1.2')
  })

  it('[P-05] refers to the documentation of the vendor', () => {
    const guide = publishingGuide(inputsOf())
    expect(guide).toContain('its.1c.ru')
    expect(guide).toContain('metod8dev')
    expect(guide).toContain('https://kb.1ci.com/')
  })

  it('[P-06][PD-04] Basic is checked by 1C behind an anonymous web server', () => {
    expect(publishingGuide(inputsOf())).toContain('| анонимная | 1С проверяет имя и пароль запроса')
  })

  it('[P-08] the pool is workers of the queue and parallel reads', () => {
    const guide = publishingGuide(inputsOf({ pool_size: 25 }))
    expect(guide).toContain('| Рабочие очереди записи | 10 |')
    expect(guide).toContain('| Параллельное чтение | 15 |')
    expect(guide).toContain('| `poolSize` | 25 |')
  })

  it('[P-07][P-09] holds the values of one enterprise and nothing of another', () => {
    const first = publishingGuide(inputsOf({ host: 'one.example.ru', publication: 'first' }))
    const second = publishingGuide(inputsOf({ host: 'two.example.ru', publication: 'second' }))
    expect(first).toContain('https://one.example.ru/first/hs/regate/state')
    expect(second).toContain('https://two.example.ru/second/hs/regate/state')
    expect(second).not.toMatch(/one\.example\.ru|\bfirst\b/)
    expect(first.replaceAll('one.example.ru', 'two.example.ru').replaceAll('first', 'second')).toBe(second)
  })

  it('[P-11] publishing from an extension includes applying it; without one the step is another', () => {
    expect(publishingGuide(inputsOf())).toContain('Обновите конфигурацию базы данных (F7)')
    const services = [{ name: 'ReGate', rootUrl: 'regate', fromExtension: false }]
    expect(publishingGuide(inputsOf({ services }))).toContain('расширение не нужно')
  })

  it('[P-12] lists the address of every service', () => {
    const services = [
      { name: 'ReGate', rootUrl: 'regate' },
      { name: 'КСУП', rootUrl: 'ksup' },
    ]
    expect(publishingGuide(inputsOf({ services }))).toContain(
      '- `КСУП`: `https://1c.example.ru/trade/hs/ksup/…`',
    )
  })

  it('[PD-02] shows three routes and asks to check what builds differ in', () => {
    const guide = publishingGuide(inputsOf())
    for (const route of ['Способ 1: webinst', 'Способ 2: Конфигуратор', 'Способ 3: вручную'])
      expect(guide).toContain(route)
    expect(guide.match(/^> Проверьте на своей сборке\./gm)?.length).toBeGreaterThanOrEqual(2)
    expect(guide).not.toContain('(verify)')
  })

  it.each([
    ['public-ca', 'dns-01'],
    ['company-ca', 'центре предприятия'],
    ['self-signed', 'Только для стенда'],
  ])('[PD-06] %s: how to come by the certificate', (cert_source, words) => {
    expect(publishingGuide(inputsOf({ cert_source }))).toContain(words)
  })

  it('warns of BOM with the call that leaves it out', () => {
    expect(publishingGuide(inputsOf())).toContain('ИспользованиеByteOrderMark.НеИспользовать')
  })

  it('holds every trouble with its remedy', () => {
    const guide = publishingGuide(inputsOf())
    for (const { symptom, cause, remedy } of TROUBLES)
      expect(guide).toContain(`| ${symptom} | ${cause} | ${remedy} |`)
  })
})

describe('the page', () => {
  const HARD = 'a`b``</code><script>alert(1)</script>|**x**&amp;[y](javascript:z)'

  it('is self-contained: no scripts, nothing loaded', () => {
    const page = publishingPage(inputsOf({ base: HARD, user: HARD.replaceAll(':', '') }))
    expect(page).not.toMatch(/<script|<img|<link|<iframe|\ssrc=|@import|url\(|javascript:[^z]/i)
    expect(page).not.toMatch(/href="(?!https:\/\/)/)
    expect(page).toContain("default-src 'none'")
  })

  it('shows a hard value as it is', () => {
    const shown = HARD.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    expect(publishingPage(inputsOf({ base: HARD }))).toContain(
      `<code>Srvr=&quot;localhost&quot;;Ref=&quot;${shown}&quot;;</code>`,
    )
  })
})

describe('the bundle', () => {
  it.each(CASES)(
    '[P-03][PD-02] $web_server, $base_kind base: every file that the guide speaks of',
    (value) => {
      const files = publishingFiles(inputsOf(value))
      const names = files.map(({ name }) => name)
      const guide = files.find(({ name }) => name === 'guide.md')?.text ?? ''
      for (const name of names.filter((name) => !/^(guide|firewall)\./.test(name)))
        expect(guide).toContain(name)
      const spoken = [...guide.matchAll(/`((?:publish|check|setup-iis|tls12|web|default|1c-trade)\.\w+)`/g)]
      for (const [, name] of spoken) expect(names).toContain(name)
      expect(new Set(names).size).toBe(names.length)
    },
  )

  it.each(CASES)(
    '[PD-05] $web_server, $base_kind base: no password and no credentials of the base',
    (value) => {
      for (const { name, text } of publishingFiles(inputsOf(value))) {
        // The guide itself warns of them by name.
        if (!name.startsWith('guide.')) expect(text, name).not.toMatch(/Usr=|Pwd=/)
        // After a user comes only the variable or the deliberately wrong word.
        for (const [, after] of text.matchAll(/-u '?restore'?(:[^ ]*)/g))
          expect([':"$PASSWORD"', ":wrong'", ':&quot;$PASSWORD&quot;'], name).toContain(after)
      }
    },
  )

  it.each(CASES)('$web_server, $base_kind base: shell scripts are accepted, XML is well-formed', (value) => {
    const hard = { user: "o'brien $x", base: `Торг & "Ко"`, server: 'a`b' }
    for (const { name, text } of publishingFiles(inputsOf({ ...value, ...hard }))) {
      if (name.endsWith('.sh')) execFileSync('sh', ['-n'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] })
      if (/\.(vrd|config)$/.test(name))
        execFileSync('xmllint', ['--noout', '-'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] })
    }
  })

  it('PowerShell files begin with a BOM, others do not', () => {
    for (const { name, text } of publishingFiles(inputsOf({ web_server: 'iis' })))
      expect([name, text.startsWith('\uFEFF')]).toEqual([name, name.endsWith('.ps1')])
  })

  it('zips to the same bytes each time, with the same texts', () => {
    const inputs = inputsOf({ web_server: 'iis', base: 'Торг & Ко' })
    const zip = publishingZip(inputs)
    expect(Buffer.from(publishingZip(inputs)).equals(zip)).toBe(true)
    const read = Object.entries(unzipSync(zip)).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString('utf8'),
    ])
    expect(read).toEqual(publishingFiles(inputs).map(({ name, text }) => [name, text]))
  })
})
