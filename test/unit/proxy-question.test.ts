import { describe, expect, it } from 'vitest'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { calledOf, linkPath, ownPath } from '../../server/http/link-paths.ts'
import { recogniseEntry } from '../../server/journal/recognise-entry.ts'
import { answerHeaders, requestHeaders } from '../../server/proxy/headers.ts'
import { restOf, targetOf } from '../../server/proxy/links.ts'
import { questionOf } from '../../server/proxy/question.ts'
import { allLinks, changeSideLink } from '../../server/proxy/side-links.ts'
import { suggestLinks } from '../../server/proxy/suggestions.ts'
import { documentVersion, WorkspaceDocument } from '../../server/storage/document-schema.ts'
import { emptyMappings } from '../http/proxy-mappings.ts'
import { emptyForm, faultsOf, tidied } from '../../renderer/proxy/link-form.ts'

describe('addresses of the proxy', () => {
  it.each([
    ['/proxy/shop/a/b?c=1', { link: 'shop', own: false, rest: '/a/b?c=1' }],
    [linkPath('shop'), { link: 'shop', own: false, rest: '' }],
    ['/proxy/shop?type=sale', { link: 'shop', own: false, rest: '?type=sale' }],
    ['/proxy/shop//x', { link: 'shop', own: false, rest: '//x' }],
    [`${ownPath('side.site')}/x`, { link: 'side.site', own: true, rest: '/x' }],
    ['/proxy/', null],
    ['/proxyx/shop', null],
  ])('%s', (url, called) => {
    expect(calledOf(url)).toEqual(called)
  })

  it.each([
    ['http://h', '/x', 'http:', 80, '/x', 'h'],
    ['https://h:444/base', '', 'https:', 444, '/base', 'h:444'],
    ['http://h', '?a', 'http:', 80, '/?a', 'h'],
    ['http://[::1]:9/', '/x', 'http:', 9, '/x', '[::1]:9'],
  ])('%s + %s', (address, rest, protocol, port, path, authority) => {
    expect(targetOf({ address }, rest)).toMatchObject({ protocol, port, path, authority })
  })

  it.each([
    ['http://h/shop', '/shop/x?a', '/x?a'],
    ['http://h/1c.php', '/1c.php?type=sale', '?type=sale'],
    ['http://h/shop', '/shopping', '/shopping'],
    ['http://h', '/x', '/x'],
  ])('what of a recorded path stands behind %s: %s', (address, path, rest) => {
    expect(restOf({ address }, path)).toBe(rest)
  })

  it('two slashes behind the link do not lead to another host', () => {
    expect(targetOf({ address: 'http://h' }, '//evil.example/x')).toMatchObject({
      host: 'h',
      path: '//evil.example/x',
    })
  })
})

describe('recognising', () => {
  it('finds every operation of every contract behind any prefix', () => {
    for (const { operations } of [siteOrders, regate, ksup])
      for (const { id, method, path } of operations) {
        const url = `/any/ut${path.replace(/\{(\w+)\}/g, 'value')}?x=1`
        expect(recogniseEntry(method, url)?.operation.id).toBe(id)
      }
  })

  it('takes parameters out of the path, and no other path for one', () => {
    expect(recogniseEntry('GET', '/api/1c/v1/orders/a%20b')).toMatchObject({ params: { order_id: 'a b' } })
    expect(recogniseEntry('GET', '/xapi/1c/v1/orders/a/b')).toBeNull()
    expect(recogniseEntry('PUT', '/api/1c/v1/orders')).toBeNull()
    expect(recogniseEntry('GET', '/x.php?type=sale&mode=nonsense')).toBeNull()
  })
})

describe('questions', () => {
  const of = (url: string) => questionOf('GET', url, null, null, null)

  it('do not depend on the order of the query or on its volatile members', () => {
    expect(of('/x?b=2&a=1&sessid=5')).toBe(of('/x?a=1&PHPSESSID=7&b=2'))
    expect(of('/x?a=1')).not.toBe(of('/x?a=2'))
    expect(of('/x')).not.toBe(of('/y'))
  })

  it('of one operation are the same at another address', () => {
    const at = (url: string) => questionOf('GET', url, recogniseEntry('GET', url), null, null)
    expect(at('/a/api/1c/v1/orders/1')).toBe(at('/b/api/1c/v1/orders/1'))
    expect(at('/a/api/1c/v1/orders/1')).not.toBe(at('/a/api/1c/v1/orders/2'))
  })
})

describe('headers', () => {
  const target = targetOf({ address: 'http://real:81' }, '/')

  it('Host is replaced where it stood, and added for HTTP/1.0', () => {
    expect(requestHeaders('GET', ['A', '1', 'hOST', 'bench', 'B', '2'], target).headers).toEqual([
      'A',
      '1',
      'hOST',
      'real:81',
      'B',
      '2',
    ])
    expect(requestHeaders('GET', ['A', '1'], target).headers).toEqual(['Host', 'real:81', 'A', '1'])
  })

  it('a POST without a body says so', () => {
    expect(requestHeaders('POST', ['Host', 'x'], target)).toEqual({
      headers: ['Host', 'real:81', 'Content-Length', '0'],
      hasBody: false,
    })
  })

  it('chunks are not told to HTTP/1.0', () => {
    expect(answerHeaders(['Transfer-Encoding', 'chunked', 'A', '1'], true)).toEqual(['A', '1'])
    expect(answerHeaders(['Transfer-Encoding', 'chunked'], false)).toEqual(['Transfer-Encoding', 'chunked'])
  })
})

describe('suggested links', () => {
  const settings = (change: object) =>
    WorkspaceDocument.parse({
      version: documentVersion,
      sides: {
        site: { mode: 'real', address: 'https://shop.example/' },
        onec: { mode: 'real', address: '' },
      },
      siteOrders: {},
      mappings: emptyMappings(),
      ...change,
    })

  it('one for each real side that no link leads to', () => {
    const found = suggestLinks(settings({ ksup: { onec: { mode: 'real', address: 'http://1c/ut' } } }))
    expect(found).toEqual([
      {
        id: 'side.site',
        side: 'side.site',
        name: '1С → сайт',
        title: { ru: '1С → сайт', en: '1C → site' },
        address: 'https://shop.example',
        from: 'onec',
        to: 'site',
      },
      expect.objectContaining({ side: 'ksup.onec', address: 'http://1c/ut', from: 'ksup', to: 'onec' }),
    ])
    const own = { id: 'shop', name: 'x', address: 'https://shop.example', from: 'onec', to: 'site' }
    expect(suggestLinks(settings({ proxy: { links: [own] } }))).toEqual([])
  })
})

describe('links of proxied sides', () => {
  it('follow from the mode of the side and end with it; how they answer is kept', () => {
    const document = WorkspaceDocument.parse({
      version: documentVersion,
      sides: {
        site: { mode: 'proxied', address: 'https://shop.example/' },
        onec: { mode: 'proxied', address: '' },
      },
      siteOrders: {},
      ksup: { server: { mode: 'simulated', address: 'http://server' } },
      mappings: emptyMappings(),
    })
    // A 1C without an address has no link: nothing could be sent there.
    expect(allLinks(document)).toMatchObject([
      { id: 'side.site', address: 'https://shop.example', mode: 'forward', from: 'onec', to: 'site' },
    ])
    changeSideLink(document, 'side.site', { proxied: true, mode: 'playback', insecure: true })
    expect(allLinks(document)).toMatchObject([{ mode: 'playback', insecure: true }])
    changeSideLink(document, 'side.site', { proxied: false, mode: 'playback', insecure: true })
    changeSideLink(document, 'ksup.server', { proxied: true, mode: 'forward', insecure: false })
    expect(allLinks(document)).toEqual([])
    expect([document.sides.site.mode, document.ksup.server.mode]).toEqual(['real', 'simulated'])
  })
})

describe('the form of a link', () => {
  it('tells what is wrong, field by field', () => {
    expect(faultsOf(emptyForm(), [])).toEqual(['id', 'name', 'address'])
    const form = { ...emptyForm(), id: 'shop', name: ' Магазин ', address: 'https://shop.example/// ' }
    expect(faultsOf(form, [])).toEqual([])
    expect(faultsOf(form, ['shop'])).toEqual(['idTaken'])
    expect(faultsOf({ ...form, address: 'ftp://x' }, [])).toEqual(['address'])
    expect(tidied(form)).toMatchObject({ name: 'Магазин', address: 'https://shop.example' })
  })
})
