import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { expect, onTestFinished } from 'vitest'
import type { NewOrder } from '../../mocks/cml-site/new-order.ts'
import { cmlSiteMigrations, createCmlSite } from '../../mocks/cml-site/site.ts'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { parseAnswer } from '../../server/contracts/commerceml/answer.ts'
import type { CmlDocument, CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { CmlSiteProfileId } from '../../server/contracts/commerceml/site-profiles.ts'
import { createHost } from '../../server/http/host.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { CmlSiteSettings } from '../../server/storage/document-schema.ts'
import { catalogueWorker } from '../catalogue-worker.ts'

/** The simulated site over real HTTP, and what a client of it does. */

export const account = { user: '1c', password: 'пароль: да' }
const basicOf = (bytes: Buffer): string => `Basic ${bytes.toString('base64')}`
export const authorization = basicOf(Buffer.from(`${account.user}:${account.password}`))
export const authorization1251 = basicOf(iconv.encode(`${account.user}:${account.password}`, 'windows-1251'))

export interface Answered {
  status: number
  headers: Record<string, string | string[] | undefined>
  bytes: Buffer
  /** Decoded by the charset of Content-Type, UTF-8 by default, as 1C does. */
  text: string
}

export interface Sending {
  method?: string
  body?: Uint8Array | string
  headers?: Record<string, string>
}

/** Sends a request exactly as it is: the path is not encoded. */
export function sendTo(
  port: number,
  path: string,
  { method, body, headers }: Sending = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body)
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: Buffer.from(path, 'utf8').toString('latin1'),
        method: method ?? (bytes ? 'POST' : 'GET'),
        headers: { ...(bytes ? { 'Content-Length': String(bytes.length) } : {}), ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const all = Buffer.concat(chunks)
          const charset = /charset=([\w-]+)/.exec(response.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: all,
            text: iconv.decode(all, charset, { stripBOM: false }),
          })
        })
      },
    )
    request.on('error', reject)
    request.end(bytes)
  })
}

/** Path below `/site` that answers with a profile, whatever the settings say. */
export const TEST_PATH = '/test/1c_exchange.php'

export async function startSite(given: Partial<CmlSiteSettings> & { profile?: CmlSiteProfileId } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-cml-site-'))
  const changes = createChanges()
  let now = Date.parse('2024-05-14T07:00:00Z')
  const clock = () => new Date(now)
  const db = await openDatabase(':memory:', [journalMigrations, cmlSiteMigrations])
  const bodies = createBodies(join(folder, 'bodies'))
  const journal = createJournal({ db, bodies, changes })
  const catalogue = await createCatalogue({
    file: join(folder, 'goods.db'),
    worker: await catalogueWorker(),
    clock,
  })
  let settings = CmlSiteSettings.parse({
    profile: 'minimal',
    stepMs: 20_000,
    paths: [{ path: TEST_PATH, profile: null }],
    ...given,
  })
  const defects: unknown[] = []
  const uploads = join(folder, 'uploads')
  const site = createCmlSite({
    db,
    catalogue,
    bodies,
    journal,
    clock,
    changes,
    instance: 'test',
    uploads,
    settings: () => settings,
    credentials: async () => account,
    log: (error) => defects.push(error),
  })
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [site.routes()],
    log: (error) => defects.push(error),
  })
  const { port } = await host.start()
  onTestFinished(async () => {
    await site.stop()
    await host.stop()
    await catalogue.close()
    await db.destroy()
    await rm(folder, { recursive: true, force: true })
    expect(defects).toEqual([])
  })
  return {
    site,
    catalogue,
    journal,
    bodies,
    port,
    folder,
    uploads,
    defects,
    /** Moves the clock. */
    later: (ms: number) => void (now += ms),
    set: (changed: Partial<CmlSiteSettings>) => void (settings = { ...settings, ...changed }),
    send: (query: string, sending?: Sending) => sendTo(port, `/site${TEST_PATH}${query}`, sending),
    /** A session after `checkauth`, with what follows in it. */
    async signIn(type: string, path = TEST_PATH) {
      const answer = await sendTo(port, `/site${path}?type=${type}&mode=checkauth`, {
        headers: { authorization },
      })
      const { lines } = parseAnswer(answer.text.replace(/^\uFEFF/, ''))
      const [, name = '', id = '', token = ''] = lines
      const cookie: Record<string, string> = name === '' ? {} : { cookie: `${name}=${id}` }
      const ask = (query: string, { headers, ...sending }: Sending = {}) =>
        sendTo(port, `/site${path}?type=${type}&${query}`, {
          ...sending,
          headers: { authorization, ...cookie, ...headers },
        })
      return {
        id,
        token: token.replace('sessid=', ''),
        lines,
        ask,
        init: (more = '') => ask(`mode=init${more}`),
        put: (filename: string, body: Uint8Array | string) => ask(`mode=file&filename=${filename}`, { body }),
        /** Asks until something else than `progress` comes. */
        async import(filename: string) {
          const told: string[] = []
          for (;;) {
            const { text, status } = await ask(`mode=import&filename=${filename}`)
            const bare = text.replace(/^\uFEFF/, '')
            if (!bare.startsWith('progress')) return { text: bare, status, told }
            told.push(bare)
            if (told.length > 500) throw new Error('progress without end')
          }
        },
        /** The bytes that the site has of a file of this session. */
        stored: (filename: string) => readFile(join(uploads, `${type}-${id}`, filename)),
      }
    },
  }
}

export type TestSite = Awaited<ReturnType<typeof startSite>>

/** Records of an answer that is CommerceML. */
export function recordsOf(bytes: Uint8Array): CmlRecord[] {
  const records: CmlRecord[] = []
  const reader = createCmlReader({ onRecord: (record) => records.push(record) })
  reader.write(bytes)
  reader.end()
  return records
}

export const documentsOf = (bytes: Uint8Array): CmlDocument[] =>
  recordsOf(bytes).filter((record) => record.kind === 'document')

export const requisiteOf = ({ requisites }: CmlDocument, name: string): string | undefined =>
  requisites.find((one) => one.name === name)?.value

export const anOrder = (changed: Partial<NewOrder> = {}): NewOrder => ({
  buyer: 'Иванов Иван Иванович',
  company: false,
  inn: '',
  kpp: '',
  email: 'ivanov@example.com',
  phone: '+70000000001',
  comment: 'позвонить',
  delivery: 30_000,
  lines: [
    {
      id: 'aaaaaaaa-0000-4000-8000-000000000001',
      article: 'ДР-1',
      name: 'Дрель',
      price: 499_000,
      quantity: 1000,
    },
    {
      id: 'aaaaaaaa-0000-4000-8000-000000000002',
      article: 'ДР-2',
      name: 'Бур',
      price: 15_050,
      quantity: 2500,
    },
  ],
  ...changed,
})

/** A file of goods with one group, as small as it can be. */
export const goodsXml = ({
  items = 2,
  changesOnly = false,
  namespace = '',
  from = 1,
}: { items?: number; changesOnly?: boolean; namespace?: string; from?: number } = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2024-05-14T10:00:00"${namespace === '' ? '' : ` xmlns="${namespace}"`}>
<Классификатор><Ид>c-1</Ид><Наименование>Основной</Наименование>
<Группы><Группа><Ид>g-1</Ид><Наименование>Инструмент</Наименование></Группа></Группы></Классификатор>
<Каталог СодержитТолькоИзменения="${changesOnly}"><Ид>c-1</Ид><ИдКлассификатора>c-1</ИдКлассификатора><Наименование>Основной</Наименование><Товары>
${Array.from({ length: items }, (_, index) => itemXml(from + index)).join('\n')}
</Товары></Каталог></КоммерческаяИнформация>`

export const itemXml = (n: number): string =>
  `<Товар><Ид>i-${n}</Ид><Артикул>A-${n}</Артикул><Наименование>Товар ${n}</Наименование><БазоваяЕдиница Код="796">шт</БазоваяЕдиница><Группы><Ид>g-1</Ид></Группы><Картинка>import_files/i/i-${n}.jpg</Картинка></Товар>`

export const offersXml = (items = 2): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2024-05-14T10:00:00">
<ПакетПредложений СодержитТолькоИзменения="false"><Ид>c-1#</Ид><Наименование>Пакет</Наименование><ИдКаталога>c-1</ИдКаталога><ИдКлассификатора>c-1</ИдКлассификатора>
<ТипыЦен><ТипЦены><Ид>p-1</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта></ТипЦены></ТипыЦен>
<Предложения>
${Array.from(
  { length: items },
  (_, index) =>
    `<Предложение><Ид>i-${index + 1}</Ид><Наименование>Товар ${index + 1}</Наименование><Цены><Цена><ИдТипаЦены>p-1</ИдТипаЦены><ЦенаЗаЕдиницу>${100 + index}.50</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены><Количество>${index + 5}</Количество></Предложение>`,
).join('\n')}
</Предложения></ПакетПредложений></КоммерческаяИнформация>`
