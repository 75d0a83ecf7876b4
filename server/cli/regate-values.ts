import { Failure } from './terminal.ts'

/** The values of a method as the command line gives them: `--body` as JSON, `--set` on top of it. */

type Values = Record<string, unknown>

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws Failure when the text is no JSON object */
export function valuesOfBody(file: string, bytes: Uint8Array): Values {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
    if (isObject(value)) return value
  } catch (error) {
    throw new Failure(`${file}: это не JSON: ${(error as Error).message}`)
  }
  throw new Failure(`${file}: нужен объект JSON с полями метода`)
}

/** Puts a value at `payment.amount`; objects on the way are made. */
function put(values: Values, path: readonly string[], value: unknown): Values {
  const [name = '', ...rest] = path
  const inner = values[name]
  return { ...values, [name]: rest.length === 0 ? value : put(isObject(inner) ? inner : {}, rest, value) }
}

export interface Setting {
  path: string[]
  text: string
}

/** @throws Failure for what is not `name=value` */
export function settingOf(text: string): Setting {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new Failure(`--set ${text}: нужен вид имя=значение, например store_id=… или payment.amount=10.50`)
  return { path: name.split('.'), text: value }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * The values with the settings in them.
 * @param notText RFC 6901 places where the schema takes no text: what stands there is read as JSON
 */
export function withSettings(
  base: Values,
  settings: readonly Setting[],
  notText: ReadonlySet<string>,
): Values {
  return settings.reduce((values, { path, text }) => {
    const pointer = `/${path.join('/')}`
    return put(values, path, notText.has(pointer) ? asJson(text) : text)
  }, base)
}
