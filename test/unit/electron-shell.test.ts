import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bridgeCalls } from '../../electron/bridge.ts'
import { mayOpenOutside, workspaceArgument } from '../../electron/locations.ts'
import { menuTemplate, type ShellActions } from '../../electron/menu.ts'
import { createProgramLog } from '../../electron/program-log.ts'
import { openSettings } from '../../electron/settings.ts'
import { statusPage } from '../../electron/status-page.ts'
import { texts, type Say } from '../../electron/texts.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'obmen-shell-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the workspace named on the command line', () => {
  it('is a folder, its obmen.json, or a file of the associated type', () => {
    const shop = join(folder, 'мой магазин')
    mkdirSync(shop)
    writeFileSync(join(shop, 'obmen.json'), '{}')
    writeFileSync(join(shop, 'магазин.obmen'), '')
    const named = (...args: string[]) => workspaceArgument(args, '/opt/obmen', folder)
    expect(named(shop)).toBe(shop)
    expect(named('мой магазин')).toBe(shop)
    expect(named(join(shop, 'obmen.json'))).toBe(shop)
    expect(named(join(shop, 'магазин.obmen'))).toBe(shop)
  })

  it('is not a flag, the application itself, another file or something that is not there', () => {
    writeFileSync(join(folder, 'photo.png'), '')
    const args = ['--no-sandbox', folder, `--user-data-dir=${folder}`, join(folder, 'photo.png'), '/no/such']
    expect(workspaceArgument(args, folder, '/')).toBeNull()
  })
})

describe('links out of the page', () => {
  it('open listed sites over https, nothing else', () => {
    const opened = [
      'https://its.1c.ru/db/content/fresh',
      'http://its.1c.ru/',
      'https://its.1c.ru.example.com/',
      'https://example.com/',
      'http://127.0.0.1:8184/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'not an address',
    ].filter(mayOpenOutside)
    expect(opened).toEqual(['https://its.1c.ru/db/content/fresh'])
  })
})

describe('settings of the shell', () => {
  it('survive a restart', async () => {
    const file = join(folder, 'desktop.json')
    const settings = await openSettings(file)
    await Promise.all([settings.update({ locale: 'en' }), settings.update({ workspace: '/srv/shop' })])
    expect((await openSettings(file)).value).toMatchObject({ locale: 'en', workspace: '/srv/shop' })
  })

  it.each(['{broken', '[]', '{"locale":"fr"}', '{"bounds":{"x":"left"}}', ''])(
    'fall back to defaults when the file holds %j',
    async (content) => {
      const file = join(folder, 'desktop.json')
      writeFileSync(file, content)
      const settings = await openSettings(file)
      expect(settings.value).toEqual({ workspace: null, locale: 'ru', bounds: null, maximized: false })
      await settings.update({ maximized: true })
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ maximized: true })
    },
  )
})

describe('the program log', () => {
  it('keeps the last lines at hand and the files below two limits', () => {
    const log = createProgramLog(join(folder, 'logs', 'server.log'))
    for (let line = 0; line < 3000; line++) log.write(`${line} ${'x'.repeat(1000)}\n`)
    expect(log.tail().split('\n').at(-1)).toMatch(/^2999 /)
    expect(log.tail().split('\n')).toHaveLength(30)
    const sizes = [log.file, `${log.file}.1`].map((file) => statSync(file).size)
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024 + 2000)
  })
})

describe('words of the shell', () => {
  const say =
    (locale: 'ru' | 'en'): Say =>
    (word) =>
      texts[word][locale]
  const actions = new Proxy({} as ShellActions, { get: () => () => {} })
  const labels = (items: MenuItemConstructorOptions[]): string[] =>
    items.flatMap((item) => [
      ...(item.label ? [item.label] : []),
      ...(Array.isArray(item.submenu) ? labels(item.submenu) : []),
    ])

  it('are Russian in the Russian menu and English in the English one', () => {
    expect(
      labels(menuTemplate(say('ru'), actions, 'linux')).filter((label) => !/[а-яё]/i.test(label)),
    ).toEqual([])
    expect(
      labels(menuTemplate(say('en'), actions, 'linux')).filter((label) => /[а-яё]/i.test(label)),
    ).toEqual([])
  })

  it('use every accelerator once', () => {
    const keys = (items: MenuItemConstructorOptions[]): string[] =>
      items.flatMap((item) => [
        ...(item.accelerator ? [String(item.accelerator)] : []),
        ...(Array.isArray(item.submenu) ? keys(item.submenu) : []),
      ])
    const used = keys(menuTemplate(say('ru'), actions, 'linux'))
    expect(new Set(used).size).toBe(used.length)
  })

  it('escape what the server printed before they show it', () => {
    const page = decodeURIComponent(
      statusPage(
        { state: 'failed', reason: { ru: '<img src=x onerror=alert(1)>', en: '' }, log: '</pre><script>' },
        say('ru'),
        'ru',
      ),
    )
    expect(page).not.toMatch(/<img|<script/)
    expect(page).toContain('Перезапустить сервер')
  })
})

describe('arguments of the page’s calls', () => {
  it('are refused when they are not what the call wants', () => {
    const refused = [
      bridgeCalls['file.open'].safeParse([['../../x']]),
      bridgeCalls['file.save'].safeParse(['name', 'text']),
      bridgeCalls['file.save'].safeParse(['', new Uint8Array()]),
      bridgeCalls['file.show'].safeParse([]),
      bridgeCalls['locale.set'].safeParse(['fr']),
    ]
    expect(refused.map(({ success }) => success)).toEqual(refused.map(() => false))
    expect(bridgeCalls['file.save'].safeParse(['счёт.pdf', new Uint8Array([1])]).success).toBe(true)
  })
})
