import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { invoiceProfileFiles } from '../../server/admin/api-invoice-profiles.ts'
import { InvoiceProfile } from '../../server/invoice/profiles/model.ts'
import { pictureBytes } from '../unit/invoice-pictures.ts'
import { demoOrders, openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'

/** Profiles of printed invoices over HTTP, in the file of the workspace, and on the side of the buyer. */

vi.setConfig({ testTimeout: 60_000 })

const id = demoOrders.mapped
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const aProfile = (changes: Partial<InvoiceProfile> = {}) =>
  InvoiceProfile.parse({ id: 'main', name: 'Основной', ...changes })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let bench: OpenBench

beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench({ workspace: folder.path })
  await bench.exchangeOrders()
  await bench.api.call('onec.edit', { params: { id }, body: { status: 'Ожидает оплаты' } })
  await bench.api.call('onec.return', { params: { id } })
}, 60_000)
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const list = () => bench.api.call('invoiceProfiles.list')
const save = (profiles: InvoiceProfile[]) => bench.api.call('invoiceProfiles.save', { body: { profiles } })
const add = (bytes: Uint8Array, name = 'печать.png') =>
  bench.api.call('invoiceProfiles.addPicture', { body: { name, base64: base64(bytes) } })

async function placesOf(call: Promise<unknown>): Promise<string[]> {
  const { status, problem } = await refusal(call)
  expect(status).toBe(422)
  return (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)
}

async function invoiceOfSite(): Promise<Buffer> {
  const { customer_id } = await bench.api.call('site.order', { params: { id } })
  const answer = await bench.browse(`/orders/${id}/invoice.pdf`, customer_id!)
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

describe('profiles of invoices', () => {
  it('a picture is kept once under the digest of its content, and handed out as it is', async () => {
    const kept = await add(pictureBytes.stamp)
    expect(kept).toEqual({
      file: expect.stringMatching(/^[0-9a-f]{32}\.png$/) as string,
      width: 160,
      height: 160,
      bytes: pictureBytes.stamp.length,
    })
    expect(await add(pictureBytes.stamp, 'другое имя.png')).toEqual(kept)
    expect(await readdir(join(folder.path, 'pictures'))).toEqual([kept.file])

    const answer = await fetch(`${bench.address}${invoiceProfileFiles.invoiceProfilePicture(kept.file)}`)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pictureBytes.stamp)
    for (const stranger of [`${'0'.repeat(32)}.png`, '..%2Fobmen.json'])
      expect((await fetch(`${bench.address}/api/invoice-profiles/pictures/${stranger}`)).status).toBe(404)
  })

  it.each([
    ['a text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'Это не PNG и не JPEG'],
    ['a file that is cut off', pictureBytes.logo.subarray(0, 80), 'Картинка повреждена'],
    ['a megabyte and more', Buffer.concat([pictureBytes.logo, Buffer.alloc(1024 * 1024)]), 'больше 1 МБ'],
    ['too many pixels', enlarged(pictureBytes.logo), '40000 × 40 точек'],
  ])('%s is refused in words', async (_, bytes, words) => {
    const { status, message } = await refusal(add(bytes, 'лого.png'))
    expect(status).toBe(422)
    expect(message).toContain('лого.png')
    expect(message).toContain(words)
  })

  it('a list is written to obmen.json as a whole, or refused with the places', async () => {
    const { file } = await add(pictureBytes.stamp)
    const pictures = { ...aProfile().pictures, stamp: file }
    const profiles = [
      aProfile({ pictures }),
      aProfile({ id: 'kolos', match: { inn: '7800004568', kpp: null } }),
    ]
    expect(await save(profiles)).toEqual({ profiles, missing: [] })
    const document = JSON.parse(await readFile(join(folder.path, 'obmen.json'), 'utf8')) as {
      invoices: { profiles: InvoiceProfile[] }
    }
    expect(document.invoices.profiles).toEqual(profiles)

    const faulty = [
      profiles[0]!,
      {
        ...profiles[1]!,
        id: 'main',
        accent: 'red',
        texts: { ...profiles[1]!.texts, footer: 'я'.repeat(121) },
      },
    ]
    expect(await placesOf(save(faulty))).toEqual(
      expect.arrayContaining(['/profiles/1/accent', '/profiles/1/texts/footer']),
    )
    const absent = { ...profiles[1]!, pictures: { ...pictures, stamp: null, logo: `${'1'.repeat(32)}.jpg` } }
    expect(await placesOf(save([profiles[0]!, absent]))).toEqual(['/profiles/1/pictures/logo'])
    const repeated = [profiles[0]!, { ...profiles[1]!, id: 'main' }]
    expect(await placesOf(save(repeated))).toEqual(['/profiles/1/id'])
    expect((await list()).profiles).toEqual(profiles)
  })

  it('a picture that is gone, or has become another, is said and not printed', async () => {
    const { file } = await add(pictureBytes.logo)
    await save([aProfile({ pictures: { ...aProfile().pictures, logo: file } })])
    expect((await invoiceOfSite()).toString('latin1')).toContain('/Subtype /Image')
    await writeFile(join(folder.path, 'pictures', file), pictureBytes.stamp)
    expect((await list()).missing).toEqual([file])
    await rm(join(folder.path, 'pictures', file))
    expect((await list()).missing).toEqual([file])
    expect((await invoiceOfSite()).toString('latin1')).not.toContain('/Subtype /Image')
  })
})

/** The same file, its head telling of forty thousand pixels in width. */
function enlarged(png: Buffer): Buffer {
  const copy = Buffer.from(png)
  copy.writeUInt32BE(40_000, 16)
  return copy
}
