import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sendTo, startSite, TEST_PATH } from './cml-site-bench.ts'

const root = (body: string): string =>
  `<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2024-05-14T10:00:00">${body}</КоммерческаяИнформация>`

const hostile: [string, string | Uint8Array][] = [
  ['a DTD', `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>${root('&b;')}`],
  [
    'an entity bomb',
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${root('<Каталог>&b;</Каталог>')}`,
  ],
  [
    'an external entity',
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root('<Каталог>&x;</Каталог>')}`,
  ],
  ['absurd depth', root('<Группы>'.repeat(5000))],
  [
    'a missing end',
    root('<Каталог><Ид>1</Ид><Товары><Товар><Ид>1</Ид>').replace('</КоммерческаяИнформация>', ''),
  ],
  ['binary noise', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))],
  ['a large attribute', root(`<Каталог Имя="${'x'.repeat(3_000_000)}"/>`)],
  ['no XML at all', 'success'],
  ['another root', '<html><body/></html>'],
  ['zeros', Buffer.alloc(100_000)],
]

describe('hostile input', () => {
  it.each(hostile)('[C §16 site 7] %s: failure with a reason, the base is as it was', async (_name, body) => {
    const bench = await startSite()
    for (const type of ['catalog', 'sale']) {
      const session = await bench.signIn(type)
      await session.init()
      await session.put('import.xml', body)
      const { text, status } = await session.import('import.xml')
      expect(status).toBe(200)
      expect(text).toMatch(/^failure\n\S/)
    }
    expect(await bench.catalogue.counts()).toMatchObject({ items: 0, groups: 0, offers: 0 })
  })

  it('[C §4.4] an archive that unpacks to a thousand times its size', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('v8.zip', zipSync({ 'import.xml': new Uint8Array(100 * 1024 * 1024) }, { level: 9 }))
    expect((await session.import('import.xml')).text).toMatch(/^failure\nОшибка распаковки архива\.\n\S/)
    expect((await readdir(join(bench.uploads, `catalog-${session.id}`))).sort()).toEqual(['v8.zip'])
  })

  it('[C §2.1] junk in the query is answered, and nothing leaves the folder of uploads', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    const before = (await readdir(bench.folder)).sort()
    const headers = { cookie: `PHPSESSID=${session.id}` }
    const part = fc.stringMatching(/^[!-~]{0,30}$/).map((text) => text.replaceAll('#', ''))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('catalog', 'sale', 'get_catalog', 'x', ''),
        fc.constantFrom('file', 'import', 'init', 'query', 'success', 'info', ''),
        part,
        part,
        async (type, mode, filename, junk) => {
          const query = `?type=${type}&mode=${mode}&filename=${filename}&${junk}`
          const { status } = await sendTo(bench.port, `/site${TEST_PATH}${query}`, { body: 'x', headers })
          expect(status).toBe(200)
        },
      ),
      { numRuns: 150 },
    )
    expect((await readdir(bench.folder)).sort()).toEqual(before)
  })

  it('[C §2.2] broken Basic and cookies are no way in', async () => {
    const bench = await startSite()
    const { id } = await bench.signIn('catalog')
    for (const authorization of [
      'Basic',
      'Basic ====',
      'Basic bm9jb2xvbg==',
      'Bearer x',
      `Basic ${'A'.repeat(10_000)}`,
    ])
      expect((await bench.send('?type=catalog&mode=checkauth', { headers: { authorization } })).text).toMatch(
        /^failure\n/,
      )
    for (const cookie of [
      'PHPSESSID=',
      `PHPSESSID=${id}x`,
      `OTHER=${id}`,
      `PHPSESSID=${id.toUpperCase()}G`,
      ';;=;',
      'PHPSESSID=account-minimal-3163',
    ])
      expect((await bench.send('?type=catalog&mode=init', { headers: { cookie } })).text).toMatch(
        /^failure\n/,
      )
  })
})
