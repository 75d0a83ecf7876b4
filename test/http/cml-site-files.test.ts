import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { zipSync, type Zippable } from 'fflate'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { authorization, goodsXml, offersXml, startSite, TEST_PATH } from './cml-site-bench.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const zipOf = (files: Record<string, string | Uint8Array>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, body]) => [
          name,
          typeof body === 'string' ? Buffer.from(body) : body,
        ]),
      ) as Zippable,
    ),
  )

/** Files below a folder, relative and sorted. */
async function below(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

describe('init', () => {
  it('[C §3.1 init][C §16 site 3] wipes the folder of this exchange and keeps the goods of earlier portions', async () => {
    const bench = await startSite()
    const first = await bench.signIn('catalog')
    await first.init()
    await first.put('import0_1.xml', goodsXml({ items: 3 }))
    expect((await first.import('import0_1.xml')).text).toBe('success')
    await first.init()
    await expect(first.stored('import0_1.xml')).rejects.toThrow('ENOENT')
    expect((await first.import('import0_1.xml')).text).toMatch(/^failure\nФайл import0_1\.xml не найден/)
    expect(await bench.catalogue.counts()).toMatchObject({ items: 3, groups: 1 })
  })
})

describe('folders of exchanges', () => {
  it('[C §8] files of an exchange that was left go with the next init of its type, those of a running one stay', async () => {
    const bench = await startSite()
    const [left, running] = [await bench.signIn('catalog'), await bench.signIn('catalog')]
    for (const session of [left, running]) {
      await session.init()
      await session.put('import.xml', goodsXml())
    }
    bench.later(61_000)
    await running.put('offers.xml', offersXml())
    await (await bench.signIn('catalog')).init()
    expect((await left.import('import.xml')).text).toMatch(/^failure\nФайл import\.xml не найден/)
    expect((await running.import('import.xml')).text).toBe('success')
  })
})

describe('file', () => {
  it.each([1, 7, 204_800])(
    '[C §4.3][C §16 site 5] fragments of %i bytes make up the same file',
    async (size) => {
      const bench = await startSite()
      const session = await bench.signIn('catalog')
      await session.init()
      const body = size === 1 ? Buffer.from('<ж/>') : randomBytes(size === 7 ? 100 : 700_001)
      for (let at = 0; at < body.length; at += size)
        expect((await session.put('import_files/ab/x.bin', body.subarray(at, at + size))).text).toBe(
          'success',
        )
      expect(sha256(await session.stored('import_files/ab/x.bin'))).toBe(sha256(body))
      const [view] = (await bench.site.state('')).sessions
      expect(view!.files).toEqual([
        { name: 'import_files/ab/x.bin', bytes: body.length, fragments: Math.ceil(body.length / size) },
      ])
    },
  )

  it('[C §4.3] a body of 24 MB in chunks goes to the disk and into the journal', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    const body = randomBytes(24 * 1024 * 1024)
    expect((await session.put('import.xml', body)).text).toBe('success')
    expect(sha256(await session.stored('import.xml'))).toBe(sha256(body))
    const { rows } = await bench.journal.page({ limit: 1 })
    const entry = await bench.journal.body(rows[0]!.id, 'request')
    expect(sha256(entry!.bytes)).toBe(sha256(body))
  })

  it('[C §2.1] a backslash and a Windows path name the same file', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import_files\\ab\\x.jpg', 'one')
    await session.put('import_files/ab/x.jpg', 'two')
    await session.put('C:\\v8_8789_c.xml', goodsXml())
    expect((await session.stored('import_files/ab/x.jpg')).toString()).toBe('onetwo')
    expect((await session.import('C:\\v8_8789_c.xml')).text).toBe('success')
  })

  it('[C §2.1] percent-encoded names in UTF-8 and in windows-1251', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put(encodeURIComponent('Товары.xml'), 'б')
    const old = [...iconv.encode('Товары.xml', 'windows-1251')]
      .map((byte) => `%${byte.toString(16)}`)
      .join('')
    await session.put(old, 'в')
    expect((await session.stored('Товары.xml')).toString()).toBe('бв')
  })

  it.each([
    '../import.xml',
    '..\\..\\import.xml',
    'a/../../../import.xml',
    '%2e%2e/%2e%2e/import.xml',
    'shell.php',
    'import_files/a.pHp',
    'a.php.jpg',
    '.htaccess',
    'a/C:/b.xml',
    'import.xml%00.jpg',
    'x'.repeat(5000),
    '',
    '/',
  ])('[C §2.1] the name %j is refused, and nothing is written', async (name) => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    const { text, status } = await session.put(name, 'body')
    expect(status).toBe(200)
    expect(text).toMatch(/^failure\n\S/)
    expect(await below(bench.uploads)).toEqual([])
    expect((await readdir(bench.folder)).sort()).toEqual(
      expect.not.arrayContaining(['import.xml', 'body', 'shell.php']),
    )
  })

  it('[C §16 site 4] an empty body is a failure and leaves nothing', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    expect((await session.put('import.xml', '')).text).toBe('failure\nОшибка чтения HTTP данных.')
    expect((await session.ask('mode=file&filename=import.xml')).text).toMatch(/^failure\n/)
    expect(await below(bench.uploads)).toEqual([])
  })

  it('[C §3.1 file] a folder where the file is to be is a failure in words', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import_files/a.jpg', '1')
    expect((await session.put('import_files', '2')).text).toBe('failure\nОшибка записи в файл import_files.')
    expect((await session.put('import_files/a.jpg/b.jpg', '3')).text).toMatch(/^failure\nОшибка записи/)
    expect((await session.stored('import_files/a.jpg')).toString()).toBe('1')
  })

  it('[C §4.3] a part whose connection broke leaves nothing of itself', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', 'whole part')
    await new Promise<void>((resolve) => {
      const socket = connect(bench.port, '127.0.0.1', () => {
        socket.write(
          `POST /site${TEST_PATH}?type=catalog&mode=file&filename=import.xml HTTP/1.1\r\nHost: x\r\n` +
            `Authorization: ${authorization}\r\nCookie: PHPSESSID=${session.id}\r\nContent-Length: 100000\r\n\r\n` +
            'x'.repeat(50_000),
          () => setImmediate(() => socket.destroy()),
        )
      })
      socket.on('close', () => resolve())
    })
    // A session takes one request after the other: this one waits until the broken one is dealt with.
    await session.put('import.xml', '!')
    expect((await session.stored('import.xml')).toString()).toBe('whole part!')
  })

  it('[C §14 django-cml] each part replaces the file', async () => {
    const bench = await startSite({ profile: 'django-cml' })
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', 'first part')
    await session.put('import.xml', 'second')
    const [folder] = (await readdir(bench.uploads)).filter((name) => name.startsWith('catalog-'))
    expect((await readFile(join(bench.uploads, folder!, 'import.xml'))).toString()).toBe('second')
  })

  it('[C §4.3 woocommerce-1c] a part that begins with an XML declaration starts anew', async () => {
    const bench = await startSite({ profile: 'woocommerce-1c' })
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', '<?xml version="1.0"?><a>')
    await session.put('import.xml', '</a>')
    await session.put('import.xml', '<?xml version="1.0"?><b/>')
    expect((await session.stored('import.xml')).toString()).toBe('<?xml version="1.0"?><b/>')
  })

  it('[C §8, §16 F30] two exchanges at once do not mix their files', async () => {
    const bench = await startSite()
    const [one, other] = [await bench.signIn('catalog'), await bench.signIn('catalog')]
    await Promise.all([one.init(), other.init()])
    const parts = Array.from({ length: 10 }, (_, n) => n)
    await Promise.all(
      [one, other].map(async (session, at) => {
        for (const n of parts) await session.put('import.xml', `${at}${n};`)
      }),
    )
    expect((await one.stored('import.xml')).toString()).toBe(parts.map((n) => `0${n};`).join(''))
    expect((await other.stored('import.xml')).toString()).toBe(parts.map((n) => `1${n};`).join(''))
  })
})

describe('zip', () => {
  const files = {
    'import0_1.xml': goodsXml(),
    'offers0_1.xml': offersXml(),
    'import_files/i/i-1.jpg': Buffer.from('picture one'),
    'import_files\\i\\i-2.jpg': Buffer.from('picture two'),
  }

  it.each([1_000_000, 500, 64])(
    '[C §4.4][C §16 site 6] in fragments of %i bytes, unpacked at the first import',
    async (size) => {
      const bench = await startSite()
      const session = await bench.signIn('catalog')
      await session.init()
      const zip = zipOf(files)
      for (let at = 0; at < zip.length; at += size)
        expect((await session.put('v8_1A76_155ae.zip', zip.subarray(at, at + size))).text).toBe('success')
      expect((await session.import('import0_1.xml')).text).toBe('success')
      expect((await session.import('offers0_1.xml')).text).toBe('success')
      expect(await bench.catalogue.counts()).toMatchObject({ items: 2, offers: 2 })
      for (const [path, body] of [
        ['import_files/i/i-1.jpg', 'picture one'],
        ['import_files/i/i-2.jpg', 'picture two'],
      ] as const) {
        const picture = await bench.site.picture(path)
        expect((await picture!.stream.toArray()).join('')).toBe(body)
      }
    },
  )

  it('[C §4.4 bitrix] the end of unpacking is a progress of its own', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('v8.zip', zipOf(files))
    const { told, text } = await session.import('import0_1.xml')
    expect(told[0]).toBe('progress\nРаспаковка архива завершена.')
    expect(text).toMatch(/^success/)
  })

  it('[C §4.4] a part that got lost: failure, and the files of the archive are not there', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('v8.zip', zipOf(files).subarray(0, 400))
    expect((await session.import('import0_1.xml')).text).toMatch(/^failure\nОшибка распаковки архива\./)
    expect((await bench.catalogue.counts()).items).toBe(0)
  })

  it.each(['../../outside.xml', '/outside.xml/../../x.xml', 'a/shell.php'])(
    '[C §4.4] an archive with %j is refused and writes nothing outside',
    async (name) => {
      const bench = await startSite()
      const session = await bench.signIn('catalog')
      await session.init()
      await session.put('v8.zip', zipOf({ 'import.xml': goodsXml(), [name]: 'x' }))
      expect((await session.import('import.xml')).text).toMatch(/^failure\nОшибка распаковки архива\./)
      expect((await below(bench.uploads)).filter((file) => !file.endsWith('v8.zip'))).toEqual([])
      await expect(stat(join(bench.folder, 'outside.xml'))).rejects.toThrow('ENOENT')
    },
  )
})

describe('pictures', () => {
  it('[C §4.5] stay after the next init, and a picture sent again replaces its file', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    for (const body of ['first', 'second one']) {
      await session.init()
      await session.put('import_files/i/i-1.jpg', body)
      await session.put('import.xml', goodsXml())
      await session.import('import.xml')
      const picture = await bench.site.picture('import_files/i/i-1.jpg')
      expect((await picture!.stream.toArray()).join('')).toBe(body)
    }
    for (const path of ['../goods.db', 'import_files', 'import_files/none.jpg', '/etc/hostname'])
      expect(await bench.site.picture(path)).toBeNull()
  })
})
