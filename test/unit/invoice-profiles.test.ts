import { describe, expect, it } from 'vitest'
import { chooseProfile } from '../../server/invoice/profiles/choose.ts'
import { InvoiceProfile } from '../../server/invoice/profiles/model.ts'
import { pictureHead } from '../../server/invoice/profiles/picture-head.ts'
import { priceInSum } from '../../server/invoice/layouts/lines.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import { demoDocument } from '../../fixtures/demo/demo.ts'
import { aDraft, company, draftLine } from './invoice-drafts.ts'
import { pictureBytes } from './invoice-pictures.ts'

const profile = (id: string, match: { inn: string; kpp?: string } | null) =>
  InvoiceProfile.parse({ id, name: id, match })

describe('the profile of a seller', () => {
  const profiles = [
    profile('usual', null),
    profile('any-branch', { inn: '7800004568' }),
    profile('second', { inn: '7800004568' }),
    profile('head', { inn: '7800004568', kpp: '780001001' }),
    profile('other', { inn: '770000123493' }),
  ]
  it.each([
    ['head', { inn: '7800004568', kpp: '780001001' }],
    ['any-branch', { inn: '7800004568', kpp: '780043001' }],
    ['any-branch', { inn: '7800004568', kpp: null }],
    ['other', { inn: '770000123493', kpp: null }],
    ['usual', { inn: '7707083893', kpp: '770701001' }],
    ['usual', { inn: null, kpp: null }],
  ])('%s is chosen for %o', (id, requisites) => {
    expect(chooseProfile(profiles, { seller: { ...company, ...requisites } })?.id).toBe(id)
  })

  it('there is none when no profile fits', () => {
    expect(chooseProfile(profiles.slice(1), { seller: { ...company, inn: '7707083893' } })).toBeNull()
  })
})

it('a document without profiles opens, one with a broken profile does not', () => {
  const { invoices: _, ...old } = demoDocument()
  expect(WorkspaceDocument.parse(old).invoices).toEqual({ profiles: [] })
  const broken = { ...old, invoices: { profiles: [{ id: 'a', name: 'А', layout: 'gothic' }] } }
  expect(WorkspaceDocument.safeParse(broken).error?.issues[0]?.path).toEqual([
    'invoices',
    'profiles',
    0,
    'layout',
  ])
})

it('a discount inside of the price leaves the sum as it is', () => {
  const price = (discount: number, quantity: number, sum: number) => {
    const [line] = buildInvoice(
      aDraft({ lines: [draftLine({ price: 10_000, quantity, discount, stated: { sum, vat: null } })] }),
    ).model.lines
    return priceInSum(line!)
  }
  expect(price(0, 3000, 30_000)).toBe(10_000)
  expect(price(1_000, 3000, 29_000)).toBe(9_667)
  // 145 kopecks for 0.1 of a unit: half a kopeck goes up.
  expect(price(855, 100, 145)).toBe(1_450)
})

describe('the head of a picture', () => {
  it('tells kind and size of a PNG', () => {
    expect(pictureHead(pictureBytes.logo)).toEqual({ type: 'png', width: 120, height: 40 })
  })

  it('finds the frame of a JPEG behind its other segments', () => {
    const jpeg = Buffer.from(
      'ffd8 ffe0 0004 0000 ff ffdb 0003 00 ffc2 0011 08 0102 0304 03'.replace(/ /g, ''),
      'hex',
    )
    expect(pictureHead(jpeg)).toEqual({ type: 'jpg', width: 0x0304, height: 0x0102 })
  })

  it.each([
    '',
    '89504e47',
    'ffd8',
    'ffd8ffe00004',
    'ffd8ffc00011',
    '474946383961',
    `ffd8ffe0${'00'.repeat(20)}`,
  ])('is none in %s', (hex) => {
    expect(pictureHead(Buffer.from(hex, 'hex'))).toBeNull()
  })
})
