import type { Text } from '../../text.ts'
import type { CmlSiteProfile, SiteStatusId } from './model.ts'

/** Names of the simulated site's own statuses. `F` and `C` are final (section 11.3). */
export const siteStatusNames: Readonly<Record<SiteStatusId, Text & { final: boolean }>> = {
  N: { ru: 'Принят, ожидается оплата', en: 'Accepted, awaiting payment', final: false },
  P: { ru: 'Оплачен, готовится к отправке', en: 'Paid, being prepared', final: false },
  S: { ru: 'Передан в доставку', en: 'Handed over for delivery', final: false },
  F: { ru: 'Выполнен', en: 'Done', final: true },
  C: { ru: 'Отменён', en: 'Cancelled', final: true },
}

const named = (id: SiteStatusId) => ({ id, name: siteStatusNames[id].ru })

/** The least a site has to do: three lines, two lines, `success`. Other profiles say in what they differ. */
export const plainSite: CmlSiteProfile = {
  title: { ru: 'Минимальный сайт', en: 'Minimal site' },
  traits: [],
  language: 'ru',
  cookie: 'PHPSESSID',
  access: 'session',
  token: false,
  denied: { status: 200, body: 'failure' },
  charset: 'utf-8',
  textType: 'text/plain',
  xmlType: 'text/xml',
  bom: 'never',
  zip: true,
  noZip: 'zip=no',
  fileLimit: 1_048_576,
  initEnd: '',
  parts: 'append',
  restartsAtXml: false,
  fileDone: 'success',
  failureForm: 'failure',
  failureStatus: 200,
  unknownMode: { status: 200, body: 'failure\nНеизвестная команда.' },
  deactivate: false,
  complete: true,
  names: { pattern: null, others: 'failure' },
  steps: { before: [], after: [] },
  unpackingTold: false,
  importDone: 'success',
  swallowsErrors: false,
  sale: {
    known: true,
    info: true,
    file: 'kept',
    import: 'run',
    successDone: 'success',
    selects: 'changed',
    version: '3.1',
    unknown: 'refuse',
    locks: true,
    said: 'lines',
    buyer: 'login',
    statuses: { N: named('N'), P: named('P'), S: named('S'), F: named('F'), C: named('C') },
    statusPrefix: false,
  },
}
