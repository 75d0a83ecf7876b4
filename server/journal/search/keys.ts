import { fingerprint } from '../mask.ts'

/**
 * Which business objects an exchange speaks of, and which whole it is a part of: looked for in the texts, so that untidy
 * bodies of real systems and exchanges that no contract knows have them as well. Pure.
 */

export interface EntryKey {
  /** `order`, `booking`, `client`, `deal`, `document`, `contact`, `subject`, `session`. */
  kind: string
  value: string
}

export interface EntryTexts {
  operation: string | null
  contract: string | null
  path: string
  subject: string | null
  requestHeaders: readonly [string, string][]
  responseHeaders: readonly [string, string][]
  request: string
  response: string
}

/** Members of the contracts that hold the id of an object, in JSON of any tidiness, in XML and in addresses. */
const members: Readonly<Record<string, readonly string[]>> = {
  order: ['order_id', 'order_number', 'order_number_1c', 'order_ref'],
  booking: ['booking_id'],
  client: ['client_id', 'customer_id'],
  deal: ['deal_id', 'deal_number', 'deal'],
  contact: ['contact_id', 'code_ksup', 'contact_code'],
}
const kindOf = new Map(Object.entries(members).flatMap(([kind, names]) => names.map((name) => [name, kind])))
const names = [...kindOf.keys()].join('|')

const inJson = new RegExp(
  `["']?\\b(${names})\\b["']?\\s*:\\s*(?:"([^"]{1,80})"|'([^']{1,80})'|([\\w.-]{1,80}))`,
  'g',
)
const inXml = new RegExp(`<(${names})>\\s*([^<]{1,80}?)\\s*</`, 'g')
const inAddress = new RegExp(`[?&](${names})=([^&#]{1,80})`, 'g')
/** CommerceML: the identifier and the number of a document. */
const inDocument =
  /<Документ(?:\s[^>]*)?>\s*<Ид>\s*([^<]{1,80}?)\s*<\/Ид>(?:\s*<Номер>\s*([^<]{1,80}?)\s*<\/Номер>)?/g

/** Of one exchange: a list of thousands of orders is about none of them. */
const KEYS_LIMIT = 200

/** No id: what untidy bodies have in place of one. */
const nothing = new Set(['', '0', 'null', 'undefined', 'true', 'false'])

/** Cookies that hold a session are masked with their fingerprint, see `mask.ts`. */
const MASKED_COOKIE = /=\*\*\*([0-9a-f]{8})/

function cmlSession({ requestHeaders, responseHeaders, response }: EntryTexts): string | null {
  const cookie = requestHeaders.find(([name]) => name.toLowerCase() === 'cookie')?.[1]
  const known = cookie && MASKED_COOKIE.exec(cookie)?.[1]
  if (known) return known
  // The answer to `checkauth` brings the cookie, in its body as 1C reads it, or as a header only.
  const [word, , value] = response.split('\n')
  if (word?.trim() === 'success' && value && value.trim().length >= 16) return fingerprint(value.trim())
  const given = responseHeaders.find(([name]) => name.toLowerCase() === 'set-cookie')?.[1]
  return (given && MASKED_COOKIE.exec(given)?.[1]) ?? null
}

export const isCommerceMl = ({ contract, path }: Pick<EntryTexts, 'contract' | 'path'>): boolean =>
  contract?.startsWith('commerceml') === true || /[?&]type=[^&]*&(?:[^#]*&)?mode=/.test(path)

/** The keys of an exchange, each once. `session` is what can be told of this exchange alone. */
export function keysOf(entry: EntryTexts): EntryKey[] {
  const found = new Map<string, EntryKey>()
  const add = (kind: string, value: string | undefined): void => {
    const clean = value?.trim() ?? ''
    if (nothing.has(clean) || found.size >= KEYS_LIMIT) return
    found.set(`${kind} ${clean}`, { kind, value: clean })
  }
  if (entry.subject !== null) {
    add('subject', entry.subject)
    if (entry.contract?.startsWith('site-orders')) add('order', entry.subject)
  }
  for (const [, name, value] of entry.path.matchAll(inAddress)) add(kindOf.get(name!)!, decoded(value!))
  for (const text of [entry.request, entry.response]) {
    for (const [, name, double, single, bare] of text.matchAll(inJson))
      add(kindOf.get(name!)!, double ?? single ?? bare)
    if (!text.includes('<')) continue
    for (const [, name, value] of text.matchAll(inXml)) add(kindOf.get(name!)!, value)
    for (const [, id, number] of text.matchAll(inDocument)) {
      add('order', id)
      add('order', number)
    }
  }
  const session = sessionOf(entry, [...found.values()])
  if (session) found.set('session', { kind: 'session', value: session })
  return [...found.values()]
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

/** `null`: the exchange is a part of a cycle, which its neighbours tell, or of nothing. */
function sessionOf(entry: EntryTexts, keys: readonly EntryKey[]): string | null {
  if (isCommerceMl(entry)) {
    const id = cmlSession(entry)
    return id && `commerceml:${id}`
  }
  const only = (kind: string): string | null => {
    const values = keys.filter((key) => key.kind === kind)
    return values.length === 1 ? values[0]!.value : null
  }
  const contract = entry.contract ?? ''
  if (contract.startsWith('regate')) {
    const booking = only('booking')
    return booking && `purchase:${booking}`
  }
  if (contract.startsWith('ksup')) {
    const deal = only('deal')
    return deal && `deal:${deal}`
  }
  return null
}

/** Kinds whose values tie exchanges to a thread: an order, in whatever contract. A client has many orders. */
export const threadKinds = ['order', 'booking', 'deal'] as const
