import type { Finding } from '../contracts/finding.ts'
import type { Operation, ReaderMode, ReadOptions } from '../contracts/operation.ts'

/** Places in an address have no line of their own. */
const place = { line: 1, column: 1 } as const

/** What stands behind `?`; a name that is repeated has a list, which no parameter of the contracts takes. */
export function valuesOf(url: string): Record<string, string | string[]> {
  const mark = url.indexOf('?')
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : url.slice(mark))) {
    const before = values[name]
    values[name] = before === undefined ? value : [before, value].flat()
  }
  return values
}

/**
 * Holds the parameters of an address against their operation, as the bench's own host does (BD-02): by the schema, else by the
 * lenient reader of their JSON form, which tells its liberties.
 */
export function readQuery(
  { query, queryMessage }: Operation,
  url: string,
  mode: ReaderMode,
  options: ReadOptions,
): Finding[] {
  if (!query) return []
  const values = valuesOf(url)
  const { error } = query.safeParse(values)
  if (!error) return []
  if (queryMessage && mode === 'lenient') {
    const body = { bytes: Buffer.from(JSON.stringify(values)), contentType: 'application/json' }
    return queryMessage.read(body, mode, options).findings.map((finding) => ({ ...finding, ...place }))
  }
  return error.issues.map(({ path, code }) => {
    const name = String(path[0] ?? '')
    return {
      severity: 'error',
      code: 'PROXY-QUERY',
      message: {
        ru: `Параметр адреса «${name}» не таков, каким его описывает контракт (${code})`,
        en: `The parameter "${name}" of the address is not what the contract describes (${code})`,
      },
      ...place,
      pointer: `/${path.join('/')}`,
    }
  })
}
