import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openBench } from './admin-bench.ts'
import { createSpecCheck, specCheckOf, type CheckedAnswer, type SpecDocument } from './spec-check.ts'

let bench: Awaited<ReturnType<typeof openBench>>
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

interface Served {
  openapi: string
  servers: { url: string; description?: string; variables?: Record<string, { default: string }> }[]
  paths: Record<string, unknown>
}

const get = (path: string) => fetch(bench.address + path)
const served = async (path: string): Promise<Served> => (await (await get(path)).json()) as Served
const enterprises = () => bench.parts.workspace.document.value.regate.enterprises

describe('the documents of the bench', () => {
  it.each([
    ['regate', '/hs/regate/booking'],
    ['site-orders', '/api/1c/v1/orders'],
  ])('[B-10][BD-38] %s is at every address, in JSON and YAML, 3.1 and 3.0.3', async (name, path) => {
    // Each on a connection of its own: a kept one may end while this process reads a long YAML.
    const once = (end: string) =>
      fetch(`${bench.address}/openapi/${name}${end}`, { headers: { connection: 'close' } })
    const json = await once('.json')
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const document = (await json.json()) as Served
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths).toHaveProperty([path])
    const yaml = await once('.yaml')
    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8')
    expect(parse(await yaml.text())).toEqual(document)

    const old = (await (await once('-3.0.json')).json()) as Served
    expect(old.openapi).toBe('3.0.3')
    expect(Object.keys(old.paths)).toEqual(Object.keys(document.paths))
    expect(parse(await (await once('-3.0.yaml')).text())).toEqual(old)

    const collection = (await (await once('.postman.json')).json()) as { info: { schema: string } }
    expect(collection.info.schema).toContain('/v2.1.0/')
  })

  it('[B-07][BD-37] names every enterprise as a server, and another one as soon as it is there', async () => {
    const { servers } = await served('/openapi/regate.json')
    expect(servers).toEqual(
      enterprises().map(({ id, name }) => ({ url: `${bench.address}/onec/${id}`, description: name })),
    )
    expect(servers.length).toBeGreaterThan(1)
    await bench.parts.workspace.document.update((draft) => {
      draft.regate.enterprises[0]!.name = 'Переименовано'
    })
    expect((await served('/openapi/regate.json')).servers[0]!.description).toBe('Переименовано')
  })

  it('are there for the address that was asked, HEAD too, and for no other verb', async () => {
    const byName = bench.address.replace('127.0.0.1', 'localhost')
    const other = (await (await fetch(`${byName}/openapi/site-orders.json`)).json()) as Served
    expect(other.servers).toEqual([{ url: `${byName}/site` }])
    expect((await fetch(`${bench.address}/openapi/regate.json`, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(`${bench.address}/openapi/regate.json`, { method: 'POST' })).status).toBe(404)
  })

  it('the schema of XML orders stays', async () => {
    expect(await (await get('/openapi/site-orders.xsd')).text()).toContain('schema')
  })
})

/** The documents that a page of Swagger UI opens, and its files. */
function readPage(html: string) {
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!)
  const specs = /data-specs="([^"]+)"/.exec(html)![1]!.replaceAll('&quot;', '"')
  return { files, specs: JSON.parse(specs) as { name: string; url: string }[] }
}

describe('Swagger UI', () => {
  it('[B-10] shows the documents of all contracts and needs files of the bench alone', async () => {
    const response = await get('/docs')
    const { files, specs } = readPage(await response.text())
    expect(specs.map(({ url }) => url)).toEqual([
      '/openapi/regate.json',
      '/openapi/site-orders.json',
      '/openapi/ksup.json',
      '/openapi/ksup-onec.json',
    ])
    for (const path of [...files, ...specs.map(({ url }) => url)])
      expect((await get(path)).status, path).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  })
})

describe('the documentation of a publication', () => {
  it('[B-07][B-08][BD-38] is OpenAPI 3.0.3 of this enterprise, without a password', async () => {
    for (const { id, name } of enterprises()) {
      const document = await served(`/onec/${id}/hs/regate/openapi.json`)
      expect(document.openapi).toBe('3.0.3')
      expect(document.servers).toEqual([{ url: `${bench.address}/onec/${id}`, description: name }])
    }
  })

  it('[B-07][B-08] is a page that opens the document of this enterprise', async () => {
    const [first] = enterprises()
    for (const prefix of [`/onec/${first!.id}`, '/onec']) {
      const response = await get(`${prefix}/hs/regate/docs`)
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
      const { files, specs } = readPage(await response.text())
      expect(specs).toEqual([{ name: `ReGate: ${first!.name}`, url: `${prefix}/hs/regate/openapi.json` }])
      for (const path of [...files, specs[0]!.url]) expect((await get(path)).status, path).toBe(200)
    }
  })

  it('is no part of the service: other verbs are refused by it, an enterprise that is not there has none', async () => {
    const [first] = enterprises()
    const posted = await fetch(`${bench.address}/onec/${first!.id}/hs/regate/docs`, { method: 'POST' })
    expect(posted.status).toBe(401)
    expect((await get('/onec/nobody/hs/regate/openapi.json')).status).toBe(404)
  })

  it('the calls of the document are answered at its server', async () => {
    const [first] = enterprises()
    const { servers } = await served(`/onec/${first!.id}/hs/regate/openapi.json`)
    const password = (await bench.parts.accounts.password(first!.id, 'restore')) ?? ''
    const response = await fetch(`${servers[0]!.url}/hs/regate/state`, {
      headers: { authorization: `Basic ${Buffer.from(`restore:${password}`).toString('base64')}` },
    })
    expect(response.status).toBe(200)
  })
})

describe('the bundle for other web servers', () => {
  const unzipped = async () => {
    const response = await get('/openapi/regate-docs.zip')
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(response.headers.get('content-disposition')).toContain('regate-docs.zip')
    return unzipSync(new Uint8Array(await response.arrayBuffer()))
  }

  it('[B-11][B-12] holds a page with everything beside it', async () => {
    const files = await unzipped()
    const page = readPage(strFromU8(files['index.html']!))
    for (const link of [...page.files, ...page.specs.map(({ url }) => url)]) {
      expect(link).toMatch(/^\.\//)
      expect(Object.keys(files)).toContain(link.slice(2))
    }
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'regate.yaml',
        'regate-3.0.yaml',
        'regate.postman.json',
        'README.txt',
        'LICENSE',
      ]),
    )
  })

  it('[B-11][B-12][BD-38] has a server relative to where it is put', async () => {
    const files = await unzipped()
    for (const name of ['regate.json', 'regate-3.0.json']) {
      const { servers } = JSON.parse(strFromU8(files[name]!)) as Served
      expect(servers).toHaveLength(1)
      expect(servers[0]!.url).toMatch(/^\/\{publication\}$/)
      expect(servers[0]!.variables!['publication']!.default).toBe('trade')
    }
  })

  it('[B-12] names neither this bench nor a password', async () => {
    const password = (await bench.parts.accounts.password(enterprises()[0]!.id, 'restore')) ?? ''
    expect(password).not.toBe('')
    for (const [name, bytes] of Object.entries(await unzipped())) {
      if (name.startsWith('swagger-ui') || name.endsWith('.png')) continue
      expect(strFromU8(bytes), name).not.toContain(password)
      expect(strFromU8(bytes), name).not.toContain('127.0.0.1')
    }
  })
})

describe('the check of traffic against the document', () => {
  const problem = {
    type: 'urn:regate:problem:auth',
    title: 'Имя или пароль не подходят',
    status: 401,
    code: 'RG-AUTH',
    retryable: false,
    request_id: 'r-1',
  }
  const request = { url: 'http://127.0.0.1/onec/kolos/hs/regate/city', method: 'GET' }
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): CheckedAnswer => ({
    status,
    headers: new Headers({
      'content-type': status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json',
      'x-request-id': 'r-1',
      ...headers,
    }),
    text: JSON.stringify(body),
  })
  const found = (given: CheckedAnswer, asked = request) => specCheckOf('regate').disagreements(asked, given)
  const city = { city_id: 'b0a10001-6b2f-11f0-8de9-0242ac150007', name: 'Псков', stores_count: 1 }

  it('uses the document that the bench serves', async () => {
    const check = createSpecCheck((await (await get('/openapi/regate.json')).json()) as SpecDocument)
    const url = `${bench.address}/onec/${enterprises()[0]!.id}/hs/regate/city`
    const response = await fetch(url)
    const seen = { status: response.status, headers: response.headers, text: await response.text() }
    expect(check.disagreements({ url, method: 'GET' }, seen)).toEqual([])
    expect(check.seen).toEqual(new Set(['city 401']))
  })

  it.each<[string, CheckedAnswer, RegExp | null]>([
    ['what is described', answer(200, { cities: [city] }), null],
    [
      'a member that is missing',
      answer(200, { cities: [{ ...city, name: undefined }] }),
      /required property 'name'/,
    ],
    ['a member that is not described', answer(200, { cities: [{ ...city, size: 1 }] }), /"size"/],
    ['a value of another type', answer(200, { cities: [{ ...city, stores_count: '1' }] }), /must be integer/],
    ['no JSON', { ...answer(200, ''), text: '<html>' }, /./],
    ['a status that is not described', answer(418, problem), /no answer 418/],
    [
      'a media type that is not described',
      answer(200, { cities: [] }, { 'content-type': 'text/html' }),
      /text\/html/,
    ],
    ['a code of another status', answer(403, { ...problem, status: 403 }), /RG-AUTH is not described/],
    ['a header that is missing', answer(401, problem), /WWW-Authenticate is missing/],
    [
      'a header of another type',
      answer(503, { ...problem, status: 503, code: 'RG-BUSY' }, { 'retry-after': 'soon' }),
      /Retry-After/,
    ],
  ])('finds %s', (_title, given, expected) => {
    const faults = found(given).join('\n')
    if (expected) expect(faults).toMatch(expected)
    else expect(faults).toBe('')
  })

  it('finds money with more than two digits after the point', () => {
    const asked = { url: '/onec/kolos/hs/regate/client', method: 'POST' }
    const client = (amount: number) =>
      answer(200, {
        result: 'found',
        client_id: 'rs-1',
        ref_1c: city.city_id,
        code_1c: '1',
        name: 'Олег',
        incomplete: false,
        balance: { amount, currency: 'RUB' },
        warnings: [],
      })
    expect(found(client(5943.6), asked)).toEqual([])
    expect(found(client(5943.601), asked)).toHaveLength(1)
  })

  it('takes a refusal at an address outside the contract only as a problem', () => {
    const asked = { url: '/onec/kolos/hs/regate/nothing', method: 'GET' }
    const refused = { ...problem, status: 404, code: 'RG-METHOD-UNKNOWN' }
    expect(found(answer(404, refused), asked)).toEqual([])
    expect(found(answer(404, {}), asked)).toHaveLength(1)
    expect(found(answer(200, {}), asked)).toHaveLength(1)
  })
})
