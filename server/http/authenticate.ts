import { readBasic, sameAccount, type Account } from './basic-auth.ts'
import { siteError } from './errors.ts'
import type { Step } from './exchange.ts'

const CHALLENGE = 'Basic realm="1c-exchange", charset="UTF-8"'

/**
 * AD-08, and `SITE-BAD-AUTH-HEADER` for a header that 1C itself has broken (section 3).
 * @param credentials the one account that may call; `null` leaves the side open
 */
export function authenticate(credentials: () => Promise<Account | null>): Step {
  return async function authenticate(ctx, next) {
    const given = readBasic(ctx.get('Authorization'))
    if (given.state === 'broken')
      throw siteError(
        'SITE-BAD-AUTH-HEADER',
        'Заголовок Authorization испорчен: после Basic должна быть одна строка Base64 от «имя:пароль». ' +
          'В 1С уберите переносы строк, которые добавляет Base64Строка().',
      )
    const expected = await credentials()
    if (expected && !(given.state === 'given' && sameAccount(given, expected)))
      throw siteError(
        'SITE-AUTH',
        given.state === 'given'
          ? 'Неверное имя или пароль. Проверьте учётную запись обмена; имя и пароль передаются в UTF-8.'
          : 'Нужна учётная запись обмена: добавьте заголовок Authorization: Basic.',
        { headers: { 'WWW-Authenticate': CHALLENGE } },
      )
    return next()
  }
}
