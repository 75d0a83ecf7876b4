import type { Text } from '../text.ts'
import type { CmlVersion } from './model.ts'
import type { ReactionWays } from './reactions.ts'
import type { CmlForm } from './writer/model.ts'

/**
 * 1C configurations and other clients that exchange with sites, as data (commerceml sections 2.6, 2.7, 3.5, 4, 14).
 * A setting of the node goes before what the profile says.
 */

export interface ClientProfile {
  title: Text
  /** What is particular about it, one line a trait. */
  traits: Text[]
  /** Longest wait for an answer, ms (section 2.6). */
  timeoutMs: number
  /** Pause before every import request, ms. */
  pollMs: number
  /** Once more after a body that broke off (section 3.5, УНФ). */
  repeatsBroken: boolean
  /** How bytes become text: by the charset of the header, or as a file without BOM in ANSI (section 3.2, УТ 10.3). */
  reading: 'charset' | 'ansi'
  /** On U+FFFD the body of query is decoded again: charset, windows-1251, UTF-8 (section 3.2, УНФ). */
  decodesAgain: boolean
  ways: Omit<ReactionWays, 'strict'>
  /** `setting`: when the node says so, without `sessid=` in the answer. `line`: line 4 as it is, when it is a token (section 2.7). */
  sessid: 'never' | 'setting' | 'line'
  /** What is added to `init` (section 2.7). `version` stands for the version of the schema that is written. */
  initCatalog: string
  initSale: string
  /** `init` comes before `query` too (section 3.2). */
  initBeforeQuery: boolean
  /** Asks for the dictionaries of the site before the orders (section 3.2 info). */
  info: boolean
  /** The whole folder in one archive, or an archive for every XML file (section 4.4). */
  archive: 'folder' | 'package'
  /** Order of the import requests: of the names, or of the references between files (sections 3.1, 7.2). */
  importOrder: 'names' | 'references'
  /** `deactivate` after a full export and `complete` (section 3.1). */
  ending: boolean
  /** Documents other than «Заказ товара» are loaded, not refused (section 10.3). */
  readsSubordinate: boolean
  /** Orders outside `Контейнер` are not seen (section 10.3). */
  needsContainer: boolean
  /** An order with payments or shipments in 1C is updated in part only (section 10.2, УНФ). */
  partialUpdate: boolean
  /** How orders go up (sections 11.1, 11.2). */
  documents: {
    /** GUID of the 1C document, or the site's own id. */
    id: 'guid' | 'site'
    /** Payments and shipments: as requisites only, also nested in the order, or as documents beside it. */
    subordinate: 'requisites' | 'nested' | 'beside'
    /** «Дата по 1С» without a time (УТ 10.3). */
    dateOnly: boolean
    /** Requisites of УНФ: Оплачен, Отгружен, status, delivery. */
    unfRequisites: boolean
    /** «Статуса заказа ИД». */
    status: boolean
  }
  form: Pick<CmlForm, 'version' | 'naming' | 'encoding' | 'bom' | 'namespace'>
}

export type ClientProfileId =
  'ut103' | 'ut11' | 'unf3' | 'bitrix-module-2.09' | 'bitrix-module-3.1' | 'moysklad' | 'businessru'

const ut: Omit<ClientProfile, 'title' | 'traits' | 'form'> = {
  timeoutMs: 180_000,
  pollMs: 0,
  repeatsBroken: false,
  reading: 'charset',
  decodesAgain: false,
  ways: {
    initLines: 'two',
    gluedSuccess: false,
    bareRoot: false,
    refusedSuccess: false,
    abortsAtStatus: false,
  },
  sessid: 'setting',
  initCatalog: '',
  initSale: '',
  initBeforeQuery: false,
  info: false,
  archive: 'folder',
  importOrder: 'names',
  ending: false,
  readsSubordinate: false,
  needsContainer: false,
  partialUpdate: false,
  documents: {
    id: 'guid',
    subordinate: 'requisites',
    dateOnly: false,
    unfRequisites: false,
    status: false,
  },
}

const bitrixModule: Omit<ClientProfile, 'title' | 'traits' | 'form'> = {
  ...ut,
  ways: { ...ut.ways, initLines: 'any', gluedSuccess: true, abortsAtStatus: true },
  sessid: 'line',
  initCatalog: '&version={version}',
  initSale: '&version={version}',
  initBeforeQuery: true,
  info: true,
  archive: 'package',
  importOrder: 'references',
  ending: true,
  readsSubordinate: true,
  documents: {
    id: 'site',
    subordinate: 'beside',
    dateOnly: false,
    unfRequisites: false,
    status: true,
  },
}

/** Clients whose reactions nobody has described: the first line decides (sections 14, 17.4). */
const hosted: Omit<ClientProfile, 'title' | 'traits' | 'form'> = {
  ...ut,
  ways: { ...ut.ways, initLines: 'any' },
  sessid: 'line',
}

const BASE_NAMESPACE = 'urn:1C.ru:commerceml_2'

export const clientProfiles: Readonly<Record<ClientProfileId, ClientProfile>> = {
  ut103: {
    ...ut,
    title: { ru: 'УТ 10.3', en: 'УТ 10.3' },
    traits: [
      {
        ru: 'Файлы import.xml и offers.xml без пространства имён',
        en: 'Files import.xml and offers.xml without a namespace',
      },
      {
        ru: 'Ответ без BOM читается в windows-1251, с BOM в UTF-8',
        en: 'An answer without BOM is read as windows-1251, with BOM as UTF-8',
      },
      { ru: '«Дата по 1С» без времени', en: '«Дата по 1С» without a time' },
      { ru: 'Идентификатор сессии не передаётся', en: 'No session token is sent' },
    ],
    reading: 'ansi',
    sessid: 'never',
    documents: { ...ut.documents, dateOnly: true },
    form: { version: '2.07', naming: 'ut103', encoding: 'utf-8', bom: true, namespace: '' },
  },
  ut11: {
    ...ut,
    title: { ru: 'УТ 11', en: 'УТ 11' },
    traits: [
      { ru: 'Файлы import0_1.xml, схема 2.07', en: 'Files import0_1.xml, schema 2.07' },
      {
        ru: 'Вся папка в одном архиве, имена импорта — имена XML',
        en: 'The whole folder in one archive, imports name the XML files',
      },
      {
        ru: 'Ждёт ответа 180 с, progress повторяет сразу и без предела',
        en: 'Waits 180 s for an answer, repeats progress at once and without a bound',
      },
      { ru: 'init: ровно две строки', en: 'init: exactly two lines' },
      {
        ru: 'version не передаёт, sessid по настройке узла',
        en: 'Sends no version, sessid by a setting of the node',
      },
      {
        ru: 'Заказы загружает без init, статуса заказа не отправляет',
        en: 'Loads orders without init, sends no status of the order',
      },
    ],
    form: { version: '2.07', naming: 'ut11', encoding: 'utf-8', bom: true, namespace: BASE_NAMESPACE },
  },
  unf3: {
    ...ut,
    title: { ru: 'УНФ 3.0', en: 'УНФ 3.0' },
    traits: [
      { ru: 'Файлы import0.xml, схема 2.10', en: 'Files import0.xml, schema 2.10' },
      {
        ru: 'Ждёт ответа 1800 с, перед каждым запросом импорта пауза 5 с',
        en: 'Waits 1800 s for an answer, pauses 5 s before every import request',
      },
      {
        ru: 'init заказов: version=2.09 и cmlVersion=2.10; sessid из строки 4 как есть',
        en: 'init of orders: version=2.09 and cmlVersion=2.10; sessid is line 4 as it is',
      },
      {
        ru: 'Тело query перекодирует, если в нём U+FFFD',
        en: 'Decodes the body of query again when it has U+FFFD',
      },
      {
        ru: 'Заказ с документами оплаты или отгрузки обновляет только частично',
        en: 'Updates an order with payments or shipments only in part',
      },
      {
        ru: 'Передаёт статус, оплату, доставку; спрашивает справочники сайта (info)',
        en: "Sends status, payment, delivery; asks for the site's dictionaries (info)",
      },
    ],
    timeoutMs: 1_800_000,
    pollMs: 5000,
    repeatsBroken: true,
    decodesAgain: true,
    ways: { ...ut.ways, initLines: 'any', bareRoot: true, refusedSuccess: true },
    sessid: 'line',
    initSale: '&version=2.09&cmlVersion=2.10',
    initBeforeQuery: true,
    info: true,
    readsSubordinate: true,
    partialUpdate: true,
    documents: {
      id: 'guid',
      subordinate: 'nested',
      dateOnly: false,
      unfRequisites: true,
      status: true,
    },
    form: {
      version: '2.10',
      naming: 'unf',
      encoding: 'utf-8',
      bom: true,
      namespace: 'urn:1C.ru:commerceml_210',
    },
  },
  'bitrix-module-2.09': {
    ...bitrixModule,
    title: { ru: 'Модуль Битрикс 2.09', en: 'Bitrix module 2.09' },
    traits: [
      {
        ru: 'Файлы import___, offers___, prices___, rests___ с GUID в имени',
        en: 'Files import___, offers___, prices___, rests___ with a GUID in the name',
      },
      {
        ru: 'sessid и version в запросах, deactivate и complete в конце',
        en: 'sessid and version in requests, deactivate and complete at the end',
      },
      { ru: 'Останавливается на кодах HTTP от 400', en: 'Stops at HTTP statuses from 400' },
      {
        ru: 'Текст после success в той же строке — предупреждения',
        en: 'Text after success on its line is warnings',
      },
      {
        ru: 'Отправляет оплаты и отгрузки отдельными документами',
        en: 'Sends payments and shipments as documents of their own',
      },
    ],
    form: { version: '2.09', naming: 'module', encoding: 'utf-8', bom: true, namespace: BASE_NAMESPACE },
  },
  'bitrix-module-3.1': {
    ...bitrixModule,
    title: { ru: 'Модуль Битрикс 3.1', en: 'Bitrix module 3.1' },
    traits: [
      {
        ru: 'Файлы в папках: goods/, offers/, prices/, rests/ …',
        en: 'Files in folders: goods/, offers/, prices/, rests/ …',
      },
      {
        ru: 'Заказы видит только внутри Контейнера',
        en: 'Sees orders only inside Контейнер',
      },
      {
        ru: 'sessid и version в запросах, deactivate и complete в конце',
        en: 'sessid and version in requests, deactivate and complete at the end',
      },
      { ru: 'Останавливается на кодах HTTP от 400', en: 'Stops at HTTP statuses from 400' },
    ],
    needsContainer: true,
    form: {
      version: '3.1',
      naming: 'module31',
      encoding: 'utf-8',
      bom: true,
      namespace: 'urn:1C.ru:commerceml_3',
    },
  },
  moysklad: {
    ...hosted,
    title: { ru: 'МойСклад', en: 'МойСклад' },
    traits: [
      {
        ru: 'UTF-8 без BOM, standalone="yes", без пространства имён',
        en: 'UTF-8 without BOM, standalone="yes", no namespace',
      },
      {
        ru: 'Внешние коды вместо GUID, единица без кода, даты со смещением',
        en: 'External codes instead of GUIDs, units without a code, dates with an offset',
      },
      {
        ru: 'Картинки лежат в корне загрузки',
        en: 'Pictures lie in the root of the upload',
      },
      {
        ru: 'Тайм-ауты и паузы не опубликованы, взяты как у УТ',
        en: 'Time limits and pauses are not published, those of УТ are taken',
      },
    ],
    form: { version: '2.05', naming: 'moysklad', encoding: 'utf-8', bom: false, namespace: '' },
  },
  businessru: {
    ...hosted,
    title: { ru: 'Бизнес.Ру', en: 'Бизнес.Ру' },
    traits: [
      { ru: 'Схема 2.08, числовые Ид, пакет «1#»', en: 'Schema 2.08, numeric ids, package «1#»' },
      { ru: 'Классификатор без групп, валюта RUR', en: 'A classifier without groups, currency RUR' },
    ],
    form: { version: '2.08', naming: 'businessru', encoding: 'utf-8', bom: false, namespace: '' },
  },
}

/** The namespace a client writes with a version (section 5). A client without one stays without. */
export function clientNamespace(profile: ClientProfile, version: CmlVersion): string {
  const { namespace } = profile.form
  if (namespace === '' || version === profile.form.version) return namespace
  if (version === '3.1') return 'urn:1C.ru:commerceml_3'
  if (profile.form.naming === 'unf' && (version === '2.08' || version === '2.10'))
    return `urn:1C.ru:commerceml_${version.replace('.', '')}`
  return BASE_NAMESPACE
}
