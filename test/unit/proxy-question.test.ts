import { describe, expect, it } from 'vitest'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { answerHeaders, requestHeaders } from '../../server/proxy/headers.ts'
import { calledOf, targetOf } from '../../server/proxy/links.ts'
import { questionOf } from '../../server/proxy/question.ts'
import { recogniseCall } from '../../server/proxy/recognise.ts'
import { suggestLinks } from '../../server/proxy/suggestions.ts'
import { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import { emptyMappings } from '../http/proxy-mappings.ts'
import { emptyForm, faultsOf, tidied } from '../../renderer/proxy/link-form.ts'

describe('addresses of the proxy', () => {
  it.each([
    ['/proxy/shop/a/b?c=1', { link: 'shop', rest: '/a/b?c=1' }],
    ['/proxy/shop', { link: 'shop', rest: '' }],
    ['/proxy/shop?type=sale', { link: 'shop', rest: '?type=sale' }],
    ['/proxy/shop//x', { link: 'shop', rest: '//x' }],
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
        expect(recogniseCall(method, url)?.operation.id).toBe(id)
      }
  })

  it('takes parameters out of the path, and no other path for one', () => {
    expect(recogniseCall('GET', '/api/1c/v1/orders/a%20b')).toMatchObject({ params: { order_id: 'a b' } })
    expect(recogniseCall('GET', '/xapi/1c/v1/orders/a/b')).toBeNull()
    expect(recogniseCall('PUT', '/api/1c/v1/orders')).toBeNull()
    expect(recogniseCall('GET', '/x.php?type=sale&mode=nonsense')).toBeNull()
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
    const at = (url: string) => questionOf('GET', url, recogniseCall('GET', url), null, null)
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
      version: 2,
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
      { id: 'site', name: '1С → сайт', address: 'https://shop.example', from: 'onec', to: 'site' },
      { id: 'ksup-onec', name: 'КСУП → 1С', address: 'http://1c/ut', from: 'ksup', to: 'onec' },
    ])
    expect(suggestLinks(settings({ proxy: { links: [{ ...found[0] }] } }))).toEqual([])
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
