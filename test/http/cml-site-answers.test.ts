import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { cmlSiteProfiles } from '../../server/storage/document-schema.ts'
import { siteProfiles } from '../../server/contracts/commerceml/site-profiles.ts'
import {
  account,
  authorization,
  authorization1251,
  goodsXml,
  recordsOf,
  sendTo,
  startSite,
  TEST_PATH,
  type TestSite,
} from './cml-site-bench.ts'

const wrong = `Basic ${Buffer.from('1c:wrong').toString('base64')}`
const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const cp1251 = (text: string): Buffer => iconv.encode(text, 'windows-1251')
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')
const withBom = (text: string): Buffer => Buffer.concat([BOM, utf8(text)])
type Encode = (text: string) => Buffer

/** What each profile answers (section 14), written out: the table of profiles is not asked. */
const sites: Record<
  (typeof cmlSiteProfiles)[number],
  {
    encode: Encode
    cookie: string | null
    init: string
    sale: string
    file: string
    denied: [number, RegExp]
  }
> = {
  bitrix: {
    encode: cp1251,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=204800',
    sale: 'zip=yes\nfile_limit=204800\n',
    file: 'success\n',
    denied: [200, /^failure\nОшибка авторизации/],
  },
  'bitrix-legacy-sale': {
    encode: cp1251,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=204800',
    sale: 'zip=yes\nfile_limit=204800\n',
    file: 'success\n',
    denied: [200, /^failure\nОшибка авторизации/],
  },
  umi: {
    encode: utf8,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=1048576',
    sale: 'zip=yes\nfile_limit=1048576',
    file: 'success',
    denied: [200, /^failure\nОшибка авторизации/],
  },
  'woocommerce-1c': {
    encode: withBom,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=10000000',
    sale: 'zip=yes\nfile_limit=10000000',
    file: 'success',
    denied: [200, /^\uFEFFError: Authorisation failed/],
  },
  'opencart-exchange1c': {
    encode: utf8,
    cookie: 'key',
    init: 'zip=yes\nfile_limit=1048576\n',
    sale: 'zip=yes\nfile_limit=1048576\n',
    file: 'success',
    denied: [200, /^failure\nAuthorisation failed/],
  },
  simpla: {
    encode: utf8,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=1048576',
    sale: 'zip=yes\nfile_limit=1048576',
    file: 'success',
    denied: [401, /<html>.*401/s],
  },
  'django-cml': {
    encode: utf8,
    cookie: null,
    init: 'zip=no\nfile_limit=1048576',
    sale: 'zip=no\nfile_limit=1048576',
    file: 'success',
    denied: [401, /^$/],
  },
  'php-exchange1c': {
    encode: utf8,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=1048576',
    sale: '',
    file: 'success\nfile=import.xml\nbytes={bytes}',
    denied: [500, /^failure\nAuthorisation failed/],
  },
  minimal: {
    encode: utf8,
    cookie: 'PHPSESSID',
    init: 'zip=yes\nfile_limit=1048576',
    sale: 'zip=yes\nfile_limit=1048576',
    file: 'success',
    denied: [200, /^failure\nОшибка авторизации/],
  },
}

const hex = /^[\da-f]{32}$/

describe.each(cmlSiteProfiles)('profile %s', (profile) => {
  const { encode, cookie, init, sale, file, denied } = sites[profile]

  it(`[C §14 ${profile}] checkauth, init, file and import of goods, byte for byte`, async () => {
    const bench = await startSite({ profile })
    const auth = await bench.send('?type=catalog&mode=checkauth', { headers: { authorization } })
    expect(auth.status).toBe(200)
    const lines = auth.text.replace(/^\uFEFF/, '').split('\n')
    const id = lines[2] ?? ''
    const expected = ['success', ...(cookie === null ? [] : [cookie, id])]
    if (profile.startsWith('bitrix'))
      expected.push(
        `sessid=${lines[3]!.slice('sessid='.length)}`,
        `timestamp=${Date.parse('2024-05-14T07:00:00Z') / 1000}`,
      )
    expect(auth.bytes).toEqual(encode(expected.join('\n')))
    if (cookie !== null) {
      expect(id).toMatch(hex)
      expect(auth.headers['set-cookie']).toEqual([`${cookie}=${id}; path=/`])
    }
    if (profile.startsWith('bitrix')) expect(lines[3]).toMatch(/^sessid=[\da-f]{32}$/)

    const session = await bench.signIn('catalog')
    expect((await session.init()).bytes).toEqual(encode(init))
    const body = goodsXml()
    const sent = await session.put('import.xml', body)
    expect(sent.bytes).toEqual(encode(file.replace('{bytes}', String(Buffer.byteLength(body)))))
    const { text, told } = await session.import('import.xml')
    if (profile.startsWith('bitrix')) {
      expect(text).toBe('success\nИмпорт успешно завершен.')
      expect(told.length).toBeGreaterThanOrEqual(10)
      expect(told.slice(0, 3)).toEqual([
        'progress\nВременные таблицы удалены.',
        'progress\nВременные таблицы созданы.',
        'progress\nФайл импорта прочитан.',
      ])
    } else {
      expect(text).toBe('success')
      expect(told).toEqual([])
    }
    expect((await bench.catalogue.counts()).items).toBe(2)
  })

  it(`[C §16 site 1 ${profile}] checkauth with a wrong password and without one`, async () => {
    const bench = await startSite({ profile })
    for (const headers of [{ authorization: wrong }, {}] as Record<string, string>[]) {
      const { status, text } = await bench.send('?type=catalog&mode=checkauth', { headers })
      expect(status).toBe(denied[0])
      expect(text).toMatch(denied[1])
    }
  })

  it(`[C §16 site 2 ${profile}] no other mode is let in without its session or account`, async () => {
    const bench = await startSite({ profile })
    for (const mode of ['init', 'file&filename=a.xml', 'import&filename=a.xml', 'nonsense']) {
      const { status, text } = await bench.send(`?type=catalog&mode=${mode}`, {
        headers: { cookie: `${cookie}=abc` },
      })
      expect(status).toBe(denied[0])
      const { failureForm, denied: how } = siteProfiles[profile]
      if (how.body === 'failure')
        expect(text.replace(/^\uFEFF/, '')).toMatch(failureForm === 'failure' ? /^failure\n\S/ : /^Error: \S/)
    }
  })

  it(`[C §3.2 init ${profile}] of orders`, async () => {
    const bench = await startSite({ profile })
    if (profile === 'php-exchange1c') {
      const answer = await bench.send('?type=sale&mode=checkauth', { headers: { authorization } })
      expect(answer.text).toBe('failure\nUnknown command type.')
      return
    }
    const session = await bench.signIn('sale')
    expect((await session.init()).bytes).toEqual(encode(sale))
  })
})

describe('checkauth and session', () => {
  it('[C §3.2 checkauth] orders get no timestamp', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const { lines } = await bench.signIn('sale')
    expect(lines).toHaveLength(4)
    expect(lines[3]).toMatch(/^sessid=[\da-f]{32}$/)
  })

  it('[C §2.2] name and password may be windows-1251 inside Basic', async () => {
    const bench = await startSite()
    const { text } = await bench.send('?type=catalog&mode=checkauth', {
      headers: { authorization: authorization1251 },
    })
    expect(text).toMatch(/^success\n/)
    expect(account.password).toMatch(/[а-я]/)
  })

  it('[C §3.2 init] a version gets sessid and the version of the site', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const session = await bench.signIn('sale')
    const { text } = await session.init('&version=2.09')
    expect(text).toBe(`zip=yes\nfile_limit=204800\nsessid=${session.token}\nversion=3.1`)
  })

  it('[C §3.1 init] settings take the place of zip and file_limit, zip-no is what OpenCart prints', async () => {
    const bench = await startSite({ profile: 'opencart-exchange1c', zip: false, fileLimit: 0 })
    expect((await (await bench.signIn('catalog')).init()).text).toBe('zip-no\nfile_limit=0\n')
  })

  it('[C §2.3] the cookie decides, also without Basic; it is good for the other type too', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    const headers = { cookie: `PHPSESSID=${session.id}` }
    expect((await bench.send('?type=catalog&mode=init', { headers })).text).toMatch(/^zip=yes/)
    expect((await bench.send('?type=sale&mode=init', { headers })).text).toMatch(/^zip=yes/)
  })

  it('[C §8] sessions that ended, or were idle for an hour, are not let in', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await bench.site.endSessions()
    expect((await session.init()).text).toMatch(/^failure\n/)
    const idle = await bench.signIn('catalog')
    bench.later(3 * 3_600_000)
    expect((await idle.init()).text).toMatch(/^failure\n/)
  })

  it('[C §2.2] every request may be a POST', async () => {
    const bench = await startSite()
    const auth = await bench.send('?type=catalog&mode=checkauth', {
      method: 'POST',
      body: '',
      headers: { authorization },
    })
    const cookie = `PHPSESSID=${auth.text.split('\n')[2]}`
    const post = (query: string, body = '') =>
      bench.send(query, { method: 'POST', body, headers: { cookie } })
    expect((await post('?type=catalog&mode=init')).text).toMatch(/^zip=yes\n/)
    expect((await post('?type=catalog&mode=file&filename=import.xml', goodsXml())).text).toBe('success')
    expect((await post('?type=catalog&mode=import&filename=import.xml')).text).toBe('success')
    expect((await post('?type=catalog&mode=complete')).text).toBe('success')
  })

  it('[C §2.1] ?type= after a query that is there already', async () => {
    const bench = await startSite({ paths: [{ path: '/', profile: 'minimal' }] })
    const { text } = await sendTo(bench.port, '/site/?wc1c=exchange?type=catalog&mode=checkauth', {
      headers: { authorization },
    })
    expect(text).toMatch(/^success\nPHPSESSID\n/)
  })

  it('[C §2.1] paths of the settings and no others, with and without a slash at the end', async () => {
    const bench = await startSite({
      paths: [
        { path: '/admin/exchange/auto/', profile: 'umi' },
        { path: '/export/exchange1c.php', profile: 'opencart-exchange1c' },
      ],
    })
    const ask = (path: string) =>
      sendTo(bench.port, `${path}?type=catalog&mode=checkauth`, { headers: { authorization } })
    expect((await ask('/site/admin/exchange/auto')).text).toMatch(/^success\nPHPSESSID/)
    expect((await ask('/site/export/exchange1c.php')).text).toMatch(/^success\nkey/)
    for (const path of [`/site${TEST_PATH}`, '/site', '/export/exchange1c.php'])
      expect((await ask(path)).status).toBe(404)
  })

  it('[C §3.1] an unknown mode, [C §3.3] an unknown type', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const session = await bench.signIn('catalog')
    expect((await session.ask('mode=nonsense')).text).toBe('failure\nНеизвестная команда.')
    expect((await session.ask('mode=__proto__')).text).toBe('failure\nНеизвестная команда.')
    for (const type of ['crm', 'listen', 'constructor', ''])
      expect((await bench.send(`?type=${type}&mode=checkauth`, { headers: { authorization } })).text).toBe(
        'failure\nUnknown command type.',
      )
  })

  it('[C §3.1 deactivate, complete] are known to newer Bitrix only', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const session = await bench.signIn('catalog')
    expect((await session.ask('mode=deactivate&timestamp=1700000000')).text).toBe(
      'success\nДеактивация элементов завершена.',
    )
    expect((await session.ask('mode=complete')).text).toBe('success')
    bench.set({ profile: 'django-cml' })
    expect((await (await bench.signIn('catalog')).ask('mode=complete')).status).toBe(404)
    bench.set({ profile: 'php-exchange1c' })
    expect((await (await bench.signIn('catalog')).ask('mode=complete')).status).toBe(500)
  })

  it('[C §3.3] dictionaries are taken with sessid only; get_catalog gives what the site has', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const dictionaries = await bench.signIn('reference')
    expect((await dictionaries.init()).text).toMatch(/^failure\nОшибка проверки источника/)
    expect((await dictionaries.init(`&sessid=${dictionaries.token}`)).text).toMatch(/^zip=yes/)
    await bench.site.endSessions()

    const goods = await bench.signIn('catalog')
    await goods.init()
    await goods.put('import.xml', goodsXml())
    await goods.import('import.xml')
    const own = await bench.signIn('get_catalog')
    expect(own.lines).toHaveLength(3)
    expect((await own.init()).text).toBe('zip=yes\n')
    const items = recordsOf((await own.ask('mode=query')).bytes).filter(({ kind }) => kind === 'item')
    expect(items.map((item) => item.kind === 'item' && item.id)).toEqual(['i-1', 'i-2'])
  })
})

describe('source check', () => {
  const refusal = /^failure\nОшибка проверки источника запроса\. Обновите модуль обмена/

  it('[C §3.4] after one right sessid every request without it is refused, sessions that are ended clear it', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const old = await bench.signIn('catalog')
    expect((await old.init()).text).toMatch(/^zip=yes/)
    const module = await bench.signIn('catalog')
    expect((await module.init(`&sessid=${module.token}`)).text).toMatch(/^zip=yes/)
    expect((await old.init()).text).toMatch(refusal)
    expect((await bench.site.state('')).sourceCheck).toBe(true)
    expect((await module.ask(`mode=init&${module.token}`)).text).toMatch(refusal)
    expect((await module.ask(`mode=init&sessid=sessid=${module.token}`)).text).toMatch(refusal)
    await bench.site.endSessions()
    expect((await (await bench.signIn('catalog')).init()).text).toMatch(/^zip=yes/)
  })
})

async function lastEntry({ journal }: TestSite) {
  const { rows } = await journal.page({ limit: 1 })
  return (await journal.entry(rows[0]!.id))!
}

describe('journal', () => {
  it('[C §3] every request is recorded with its operation, its body and its refusal', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    expect(await lastEntry(bench)).toMatchObject({
      operation: 'commerceml.catalog.checkauth',
      status: 200,
      code: null,
    })
    const large = Buffer.alloc(100_000, 7)
    await session.put('import_files/a.jpg', large)
    const stored = await lastEntry(bench)
    expect(stored).toMatchObject({
      operation: 'commerceml.catalog.file',
      subject: 'import_files/a.jpg',
      requestBytes: 100_000,
      from: 'onec',
      to: 'site',
    })
    const body = await bench.journal.body(stored.id, 'request')
    expect(createHash('sha256').update(body!.bytes).digest('hex')).toBe(
      createHash('sha256').update(large).digest('hex'),
    )
    await session.put('small.xml', '<a/>')
    const small = await bench.journal.body((await lastEntry(bench)).id, 'request')
    expect(Buffer.from(small!.bytes).toString()).toBe('<a/>')
    await session.ask('mode=import&filename=nothing.xml')
    expect(await lastEntry(bench)).toMatchObject({
      code: 'CML-FILE-MISSING',
      operation: 'commerceml.catalog.import',
    })
    await bench.send('?type=catalog&mode=init', { body: 'body of a stranger' })
    const strange = await lastEntry(bench)
    expect(strange).toMatchObject({ code: 'CML-SESSION', requestBytes: 18 })
  })
})
