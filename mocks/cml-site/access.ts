import iconv from 'iconv-lite'
import { sameAccount, type Account } from '../../server/http/basic-auth.ts'
import type { SiteParts } from './parts.ts'
import { failure, text, type Reply } from './reply.ts'
import type { Session } from './sessions.ts'
import { markOf, setMark } from './tables.ts'
import type { Call } from './visit.ts'

/** Who is let in: `checkauth`, the session after it, and the source check (commerceml sections 2.2, 2.3, 3.1, 3.4). */

const SOURCE_CHECK = 'source-check'

/** Name and password of an `Authorization` header: UTF-8, or windows-1251 from older platforms (section 2.2). */
function accountsOf(header: string): Account[] {
  const encoded = /^basic\s+([a-z\d+/=]+)$/i.exec(header.trim())?.[1]
  if (encoded === undefined) return []
  const bytes = Buffer.from(encoded, 'base64')
  return [bytes.toString('utf8'), iconv.decode(bytes, 'windows-1251')].flatMap((pair) => {
    const colon = pair.indexOf(':')
    return colon < 0 ? [] : [{ user: pair.slice(0, colon), password: pair.slice(colon + 1) }]
  })
}

/** The user whose name and password a request carries, `null` for anybody else. */
async function userOf({ credentials }: SiteParts, call: Call): Promise<string | null> {
  if (call.on('F1')) return null
  const expected = await credentials()
  const given = accountsOf(call.raw.headers.authorization ?? '')
  return given.some((account) => sameAccount(account, expected)) ? expected.user : null
}

const PAGE_401 =
  '<html><head><title>401 Authorization Required</title></head><body><h1>Authorization Required</h1></body></html>'

function denial({ manner }: Call, code: string, reason: string): Reply {
  const { status, body } = manner.profile.denied
  const headers = status === 401 ? { headers: { 'WWW-Authenticate': 'Basic realm="1C"' } } : {}
  if (body === 'page') return { status, kind: 'page', body: PAGE_401, code, ...headers }
  if (body === 'empty') return { status, kind: 'text', body: '', code, ...headers }
  return { ...failure(manner, code, reason), status, ...headers }
}

const wrongAccount = (call: Call): Reply =>
  denial(
    call,
    'CML-AUTH',
    call.say(
      'Ошибка авторизации. Неверное имя пользователя или пароль.',
      'Authorisation failed. Wrong user name or password.',
    ),
  )

/** `checkauth`: name and password open a session (section 3.1). Nothing is cleaned yet (section 8). */
export async function checkauth(parts: SiteParts, call: Call): Promise<Reply> {
  const { type, manner, on, exchange } = call
  const { profile } = manner
  const user = await userOf(parts, call)
  if (user === null) return wrongAccount(call)
  exchange.user = user
  if (on('F30') && parts.sessions.busy(type))
    return failure(
      manner,
      'CML-BUSY',
      call.say(
        'Обмен уже выполняется другим сеансом. Повторите позже.',
        'Another exchange is running. Try again later.',
      ),
    )
  // The cookie is forgotten on the way (F2), or the site has none.
  if (profile.cookie === null || on('F2')) return text('success')
  const { id, token } = parts.sessions.open(type, user)
  const lines = ['success', profile.cookie, id]
  if (profile.token && type !== 'get_catalog') lines.push(`sessid=${token}`)
  if (profile.token && type === 'catalog')
    lines.push(`timestamp=${Math.floor(parts.clock().getTime() / 1000)}`)
  return { ...text(lines.join('\n')), headers: { 'Set-Cookie': `${profile.cookie}=${id}; path=/` } }
}

function cookieOf({ raw, manner }: Call): string {
  const pairs = (raw.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  const prefix = `${manner.profile.cookie}=`
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? ''
}

/** The session of a request, or the refusal. After `checkauth` only the cookie decides, where the site has one. */
export async function admitted(
  parts: SiteParts,
  call: Call,
): Promise<{ session: Session } | { reply: Reply }> {
  const { manner, type, profileId } = call
  const { profile } = manner
  const session = profile.cookie === null ? null : parts.sessions.byCookie(cookieOf(call), type)
  if (profile.access === 'account') {
    const user = await userOf(parts, call)
    if (user === null) return { reply: wrongAccount(call) }
    return { session: session ?? parts.sessions.ofAccount(profileId, user, type) }
  }
  if (session) return { session }
  const reason = call.say(
    'Сеанс обмена не найден или истек: cookie из ответа checkauth не передано. Начните обмен с checkauth.',
    'The exchange session was not found or has expired: the cookie of checkauth was not sent. Begin with checkauth.',
  )
  return { reply: denial(call, 'CML-SESSION', reason) }
}

/**
 * Bitrix: once a right sessid came, every request after `checkauth` needs one (section 3.4). Dictionaries need it always.
 * @returns the refusal, `null` when the request may go on
 */
export async function sourceRefusal(parts: SiteParts, call: Call, { token }: Session): Promise<Reply | null> {
  const { manner, request, type, on } = call
  const forced = on('F3')
  if (!manner.profile.token && !forced) return null
  if (type === 'get_catalog') return null
  if (request.sessid === token) {
    if ((await markOf(parts.base, SOURCE_CHECK)) !== '1') await setMark(parts.base, SOURCE_CHECK, '1')
    return null
  }
  if (!forced && type !== 'reference' && !(await sourceChecked(parts))) return null
  return failure(
    manner,
    'CML-SOURCE',
    'Ошибка проверки источника запроса. Обновите модуль обмена или отключите проверку в настройках компонента.',
  )
}

export const sourceChecked = async ({ base }: Pick<SiteParts, 'base'>): Promise<boolean> =>
  (await markOf(base, SOURCE_CHECK)) === '1'

/** What a person does in the settings of the site: requests without sessid are taken again. */
export const forgetSourceCheck = ({ base }: Pick<SiteParts, 'base'>): Promise<void> =>
  setMark(base, SOURCE_CHECK, '0')
