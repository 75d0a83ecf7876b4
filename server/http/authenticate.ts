import type { Socket } from 'node:net'
import type { CodeCatalogue } from '../contracts/operation.ts'
import { readBasic, sameAccount, type Account, type Credentials as Given } from './basic-auth.ts'
import { hostRefusal } from './errors.ts'
import type { StepContext } from './exchange.ts'

const CHALLENGE = 'Basic realm="1c-exchange", charset="UTF-8"'

/** `lockedMs`: nothing is checked for so long, whatever is given. */
export type Verdict = 'ok' | 'refused' | { lockedMs: number }

/** Accounts that are checked against more than one clear text. */
export interface AccountVerifier {
  /** At once when this very object was verified before. */
  verify(given: Account, remoteAddress: string): Verdict | Promise<Verdict>
}

/** The one account that may call (`null` leaves the side open), or who checks the accounts. */
export type Credentials = (() => Promise<Account | null>) | AccountVerifier

const verifierOf = (
  credentials: Credentials,
): ((given: Account | null, address: string) => Verdict | Promise<Verdict>) =>
  typeof credentials === 'function'
    ? async (given) => {
        const expected = await credentials()
        return !expected || (given !== null && sameAccount(given, expected)) ? 'ok' : 'refused'
      }
    : (given, address) => (given ? credentials.verify(given, address) : 'refused')

/** What the last request of a connection came with: the next one mostly comes with the same. */
const lastGiven = new WeakMap<Socket, { header: string; given: Given }>()

function givenBy({ req: { headers, socket } }: StepContext): Given {
  const header = headers.authorization ?? ''
  const last = lastGiven.get(socket)
  if (last?.header === header) return last.given
  const given = readBasic(header)
  lastGiven.set(socket, { header, given })
  return given
}

/** Basic authentication (AD-08, B-17), with a code of its own for a header that 1C itself has broken (section 3). */
export function authenticate(
  codes: CodeCatalogue,
  credentials: Credentials,
): (ctx: StepContext) => Promise<void> {
  const verify = verifierOf(credentials)
  return async (ctx) => {
    const given = givenBy(ctx)
    if (given.state === 'broken')
      throw hostRefusal(
        codes,
        'bad-auth-header',
        'Заголовок Authorization испорчен: после Basic должна быть одна строка Base64 от «имя:пароль». ' +
          'В 1С уберите переносы строк, которые добавляет Base64Строка().',
        // Only some contracts call it a refused account; a challenge belongs to every 401 (RFC 9110).
        codes.refusal(codes.faults['bad-auth-header'])?.status === 401
          ? { headers: { 'WWW-Authenticate': CHALLENGE } }
          : {},
      )
    const account = given.state === 'given' ? given : null
    const verdict = await verify(account, ctx.req.socket.remoteAddress ?? '')
    if (verdict === 'ok') {
      ctx.state.exchange.user = account?.user ?? null
      return
    }
    if (verdict !== 'refused') {
      const seconds = Math.ceil(verdict.lockedMs / 1000)
      throw hostRefusal(
        codes,
        'auth',
        `Слишком много неверных паролей подряд. Исправьте учётную запись обмена и повторите через ${seconds} с.`,
        { headers: { 'WWW-Authenticate': CHALLENGE }, retryAfter: seconds },
      )
    }
    throw hostRefusal(
      codes,
      'auth',
      account
        ? 'Неверное имя или пароль. Проверьте учётную запись обмена; имя и пароль передаются в UTF-8.'
        : 'Нужна учётная запись обмена: добавьте заголовок Authorization: Basic.',
      { headers: { 'WWW-Authenticate': CHALLENGE } },
    )
  }
}
