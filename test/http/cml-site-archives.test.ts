import { readdir } from 'node:fs/promises'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { goodsXml, startSite } from './cml-site-bench.ts'

/** An archive whose last file is not what its checksum says: that shows when the others are out already. */
function spoiled(files: Record<string, string>): Buffer {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const)
  const bytes = Buffer.from(zipSync(Object.fromEntries(entries), { level: 0 }))
  const last = Buffer.from(Object.values(files).at(-1)!)
  const at = bytes.indexOf(last)
  bytes[at] = bytes[at]! ^ 1
  return bytes
}

describe('an archive beside other files of the exchange', () => {
  it('[C §4.4] a refused one leaves a file of the same name as it was', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml())
    await session.put('v8.zip', spoiled({ 'import.xml': goodsXml({ items: 9 }), 'v8.zip': 'spoil me' }))
    for (let attempt = 0; attempt < 2; attempt++)
      expect((await session.import('import.xml')).text).toMatch(/^failure\nОшибка распаковки архива\.\n\S/)
    expect((await session.stored('import.xml')).toString()).toBe(goodsXml())
    expect((await readdir(bench.uploads)).sort()).toEqual([`catalog-${session.id}`])
  })

  it('[C §4.4] one that holds its own name is unpacked, and asked again it is no defect', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('v8.zip', zipSync({ 'v8.zip': strToU8('x'), 'import.xml': strToU8(goodsXml()) }))
    expect((await session.import('import.xml')).text).toBe('success')
    expect(await bench.catalogue.counts()).toMatchObject({ items: 2 })
    expect((await session.stored('v8.zip')).toString()).toBe('x')
  })

  it('[C §4.4] one in which a name is both a file and a folder: failure with a reason', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('v8.zip', zipSync({ 'a/import.xml': strToU8(goodsXml()), a: strToU8('x') }))
    expect((await session.import('import.xml')).text).toMatch(/^failure\nОшибка распаковки архива\.\n\S/)
  })

  it('[C §4.4] a folder where a file is to be: failure with a reason', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml/part.xml', goodsXml())
    await session.put('v8.zip', zipSync({ 'import.xml': strToU8(goodsXml()) }))
    expect((await session.import('import.xml')).text).toMatch(
      /^failure\nОшибка распаковки архива\.\nv8\.zip\. Файл import\.xml из архива не записан/,
    )
  })
})
