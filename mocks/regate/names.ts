import type { Answer, Call } from '../../server/http/call.ts'
import type { ContractError } from '../../server/http/errors.ts'
import type { BuiltInKind } from '../../server/mappings/model.ts'
import {
  createTranslator,
  isHeld,
  noteMissing,
  type Translator,
  type TranslatorTables,
} from '../../server/mappings/translator.ts'
import { refuse } from './refusals.ts'

/**
 * Cities and warehouses as the caller calls them (B-24, B-25): by the mapping tables `regate_city` and `regate_warehouse`.
 * Their identifiers on the wire are GUIDs (BD-08) on either side; the caller may have names of its own besides, or nothing
 * but a name. A table without rows changes nothing.
 */

type Members = Record<string, unknown>

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const refusals: Readonly<Partial<Record<BuiltInKind, (value: string) => ContractError>>> = {
  regate_city: (value) =>
    refuse('RG-CITY-UNKNOWN', `Город «${value}» не сопоставлен. Проверьте таблицу «Города ReGate».`),
  regate_warehouse: (value) =>
    refuse('RG-STORE-UNKNOWN', `Склад «${value}» не сопоставлен. Проверьте таблицу «Склады ReGate».`),
}

/** The object of 1C that the caller means. @throws ContractError when the table refuses the value */
function ofOnec(tell: Translator, kind: BuiltInKind, value: string, pointer: string, name = ''): string {
  const resolution = tell.toOnec(kind, value, pointer, name)
  if (!resolution) return value || name
  if (isHeld(resolution)) throw refusals[kind]!(value || name)
  return resolution.value ?? (value || name)
}

function requested(members: Members, tell: Translator): Members {
  const { city_id, city, store_id } = members
  if (typeof store_id === 'string')
    return { ...members, store_id: ofOnec(tell, 'regate_warehouse', store_id, '/store_id') }
  if (typeof city_id === 'string')
    return { ...members, city_id: ofOnec(tell, 'regate_city', city_id, '/city_id') }
  if (typeof city !== 'string') return members
  const { city: _, ...rest } = members
  const found = ofOnec(tell, 'regate_city', '', '/city', city)
  // A name that the table lets pass is a name of 1C.
  return guid.test(found) ? { ...rest, city_id: found } : { ...rest, city: found }
}

const kinds = { city_id: 'regate_city', store_id: 'regate_warehouse' } as const

/** The object with the caller's identifier and name; `null` when the table refuses it: the caller does not know it then. */
function answered(
  members: Members,
  id: keyof typeof kinds,
  tell: Translator,
  pointer: string,
): Members | null {
  const resolution = tell.toSite(kinds[id], String(members[id]), `${pointer}/${id}`)
  if (!resolution) return members
  if (isHeld(resolution)) return null
  const { row, outcome } = resolution
  if (!row || (outcome !== 'mapped' && outcome !== 'defaulted')) return members
  return {
    ...members,
    ...(guid.test(row.site_id) && { [id]: row.site_id }),
    ...('name' in members && row.site_name !== '' && { name: row.site_name }),
  }
}

const list = (rows: unknown, id: keyof typeof kinds, tell: Translator, at: string): Members[] =>
  (rows as Members[]).flatMap((row, place) => {
    const named = answered(row, id, tell, `${at}/${place}`)
    return named ? [named] : []
  })

function answerOf(body: Members, tell: Translator): Members {
  if (Array.isArray(body['cities']))
    return { ...body, cities: list(body['cities'], 'city_id', tell, '/cities') }
  if (Array.isArray(body['stores']))
    return {
      ...(answered(body, 'city_id', tell, '') ?? body),
      stores: list(body['stores'], 'store_id', tell, '/stores'),
    }
  return typeof body['store_id'] === 'string' ? (answered(body, 'store_id', tell, '') ?? body) : body
}

export interface CallerNames {
  /** What the caller asks for, in the words of 1C. @throws ContractError */
  request<Message>(message: Message): Promise<Message>
  /** The answer in the words of the caller. */
  answer(answer: Answer): Promise<Answer>
}

/** One exchange. */
export function callerNames(call: Call, tables: TranslatorTables | null): CallerNames {
  if (!tables || (!tables.inUse('regate_city') && !tables.inUse('regate_warehouse')))
    return { request: async (message) => message, answer: async (answer) => answer }

  async function told<Result>(
    part: 'request' | 'response',
    work: (tell: Translator) => Result,
  ): Promise<Result> {
    const tell = createTranslator(tables!, part)
    try {
      return work(tell)
    } finally {
      const replacements = tell.taken()
      call.note(replacements)
      await noteMissing(tables!, replacements, null)
    }
  }

  return {
    request: (message) => told('request', (tell) => requested(message as Members, tell) as typeof message),
    answer: ({ status, body, headers }) =>
      told('response', (tell) => ({
        status,
        body: answerOf(body as Members, tell),
        ...(headers ? { headers } : {}),
      })),
  }
}
