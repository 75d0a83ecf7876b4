import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync, type Zippable } from 'fflate'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { unpackArchive, type ArchiveLimits } from '../../server/catalogue/archive.ts'
import { temporaryFolder } from './storage-factory.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function anArchive(content: Uint8Array) {
  const folder = await temporaryFolder()
  const file = join(folder, 'v8_1A76_155ae.zip')
  const into = join(folder, 'upload', 'unpacked')
  await writeFile(file, content)
  await mkdir(into, { recursive: true })
  return {
    into,
    unpack: (limits?: Partial<ArchiveLimits>) => unpackArchive(file, into, limits),
    /** Everything in the folder of the test, as relative paths. */
    all: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
  }
}

/** Renames an entry to bytes of the same length: what a packer without UTF-8 writes, or one that means harm. */
function renamed(archive: Uint8Array, from: string, to: Uint8Array): Uint8Array {
  const copy = Buffer.from(archive)
  expect(to.length).toBe(from.length)
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + to.length)) copy.set(to, at)
  return copy
}

const zip = (content: Zippable) => zipSync(content)

describe('unpacking', () => {
  it('[C §4.4] XML in the root and pictures in folders, in the order of the archive', async () => {
    const picture = randomBytes(5000)
    const { unpack, into } = await anArchive(
      zip({
        'import0_1.xml': bytes('<a/>'),
        import_files: { aa: { 'x.jpg': picture } },
        'offers0_1.xml': bytes('<b/>'),
      }),
    )
    const { files } = await unpack()
    expect(files).toEqual(['import0_1.xml', 'import_files/aa/x.jpg', 'offers0_1.xml'])
    expect(await readFile(join(into, 'import0_1.xml'), 'utf8')).toBe('<a/>')
    expect(await readFile(join(into, 'import_files/aa/x.jpg'))).toEqual(picture)
  })

  it('[C §4.4] backslashes and absolute paths in names stay below the folder', async () => {
    const { unpack, all } = await anArchive(
      zip({ 'import_files\\aa\\x.jpg': bytes('1'), '/root.xml': bytes('2'), 'C:\\disk.xml': bytes('3') }),
    )
    expect((await unpack()).files).toEqual(['import_files/aa/x.jpg', 'root.xml', 'disk.xml'])
    expect(await all()).toEqual([
      'upload/unpacked/disk.xml',
      'upload/unpacked/import_files/aa/x.jpg',
      'upload/unpacked/root.xml',
      'v8_1A76_155ae.zip',
    ])
  })

  it.each(['cp866', 'win1251', 'utf8'])('[C §4.4] names without the UTF-8 mark in %s', async (page) => {
    const name = iconv.encode('Каталог товаров', page)
    const place = 'N'.repeat(name.length)
    const { unpack } = await anArchive(renamed(zip({ [place]: bytes('1') }), place, name))
    expect((await unpack()).files).toEqual(['Каталог товаров'])
  })

  it('names with the UTF-8 mark', async () => {
    const { unpack } = await anArchive(zip({ 'Предложения.xml': bytes('1') }))
    expect((await unpack()).files).toEqual(['Предложения.xml'])
  })

  it('an archive inside stays a file', async () => {
    const { unpack } = await anArchive(zip({ 'inner.zip': zip({ 'a.xml': bytes('1') }) }))
    expect((await unpack()).files).toEqual(['inner.zip'])
  })

  it('an empty archive has no files', async () => {
    expect(await (await anArchive(zip({}))).unpack()).toEqual({ files: [] })
  })
})

describe('refusals leave nothing behind', () => {
  it('[C §15 F7] a truncated archive', async () => {
    const whole = zip({ 'a.xml': randomBytes(20_000), 'b.xml': randomBytes(20_000) })
    for (const length of [0, 1, 21, 10_000, whole.length - 1]) {
      const { unpack, all } = await anArchive(whole.subarray(0, length))
      await expect(unpack()).rejects.toMatchObject({ code: 'CML-ARCHIVE-BROKEN' })
      expect(await all()).toEqual(['v8_1A76_155ae.zip'])
    }
  })

  it('[C §15 F7] damaged content, stored or deflated', async () => {
    for (const level of [0, 9] as const) {
      const archive = Buffer.from(zip({ 'a.xml': [bytes('одно и то же '.repeat(500)), { level }] }))
      archive[60]! ^= 0xff
      const { unpack, all } = await anArchive(archive)
      await expect(unpack()).rejects.toMatchObject({ code: 'CML-ARCHIVE-BROKEN' })
      expect(await all()).toEqual(['v8_1A76_155ae.zip'])
    }
  })

  it('[C §2.1] names that lead out, scripts and devices', async () => {
    for (const name of [
      '../evil.xml',
      'a/../../evil.xml',
      '..\\evil.xml',
      'import_files/shell.php',
      'con.xml',
    ]) {
      const { unpack, all } = await anArchive(zip({ 'good.xml': bytes('1'), [name]: bytes('2') }))
      await expect(unpack()).rejects.toMatchObject({
        code: 'CML-ARCHIVE-PATH',
        text: { ru: expect.stringContaining(name) },
      })
      expect(await all()).toEqual(['v8_1A76_155ae.zip'])
    }
  })

  it('symbolic links', async () => {
    const link = zip({ 'link.xml': [bytes('/etc/hostname'), { os: 3, attrs: 0o120777 << 16 }] })
    const { unpack, all } = await anArchive(link)
    await expect(unpack()).rejects.toMatchObject({ code: 'CML-ARCHIVE-PATH' })
    expect(await all()).toEqual(['v8_1A76_155ae.zip'])
  })

  it('bombs: too many bytes, too many files, packed too tightly', async () => {
    const { unpack: large } = await anArchive(zip({ 'a.xml': randomBytes(3000), 'b.xml': randomBytes(3000) }))
    await expect(large({ bytes: 5000 })).rejects.toMatchObject({ code: 'CML-ARCHIVE-BOMB' })
    const { unpack: many } = await anArchive(zip({ 'a.xml': bytes('1'), 'b.xml': bytes('2') }))
    await expect(many({ entries: 1 })).rejects.toMatchObject({ code: 'CML-ARCHIVE-BOMB' })
    const { unpack: dense, all } = await anArchive(zip({ 'a.xml': new Uint8Array(80 * 1024 * 1024) }))
    await expect(dense()).rejects.toMatchObject({ code: 'CML-ARCHIVE-BOMB' })
    expect(await all()).toEqual(['v8_1A76_155ae.zip'])
  })

  it('an archive that lies about its sizes', async () => {
    const honest = zip({ 'a.xml': [bytes('x'.repeat(100_000)), { level: 9 }] })
    const lying = Buffer.from(honest)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(100_000)
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 4)) lying.writeUInt32LE(10, at)
    const { unpack, all } = await anArchive(lying)
    await expect(unpack()).rejects.toMatchObject({ code: 'CML-ARCHIVE-BROKEN' })
    expect(await all()).toEqual(['v8_1A76_155ae.zip'])
  })

  it('a name that is a file and a folder', async () => {
    const { unpack, all } = await anArchive(zip({ a: bytes('1'), 'a/b.xml': bytes('2') }))
    await expect(unpack()).rejects.toMatchObject({ code: 'CML-ARCHIVE-BROKEN' })
    expect(await all()).toEqual(['v8_1A76_155ae.zip'])
  })

  it('an archive that is not there is no broken one', async () => {
    const folder = await temporaryFolder()
    await expect(unpackArchive(join(folder, 'none.zip'), folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
