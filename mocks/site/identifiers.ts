import type { Finding } from '../../server/contracts/finding.ts'
import type { DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
import type { Mappings } from '../../server/mappings/mappings.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import type { OnecVersion, SiteDictionaries } from './model.ts'

/** A version whose identifiers the site understands, and what was done for it. */
export interface ResolvedVersion {
  body: OnecVersion
  replacements: Replacement[]
  findings: Finding[]
}

/**
 * Finds the site's identifiers behind what 1C wrote: an identifier of the site stays as it is; with `lenient`, a name where an
 * identifier is expected becomes the identifier when exactly one row has the name (LA-12). What nothing answers for stays as
 * it is and is reported as unmapped; it never fails the message.
 */
export function resolveIdentifiers(
  version: OnecVersion,
  {
    mappings,
    dictionaries,
    lenient,
  }: { mappings: Mappings; dictionaries: SiteDictionaries; lenient: boolean },
): ResolvedVersion {
  const replacements: Replacement[] = []
  const findings: Finding[] = []

  const resolve = (kind: DictionaryKind, pointer: string, value: string): string => {
    const own: readonly { id: string; name: string; code_1c?: string }[] = dictionaries[kind]
    if (own.some(({ id, code_1c }) => id === value || code_1c === value)) return value
    const { outcome, row, siteId, code, viaName } = mappings.toOnec(kind, value)
    const named = outcome === 'mapped' && viaName
    if (outcome === 'mapped' && !named) return value
    const identifier = kind === 'transport_company' ? code : siteId
    const to = named && lenient ? identifier : null
    replacements.push({
      kind,
      pointer,
      part: 'request',
      direction: 'onec_to_site',
      from: value,
      to,
      // Only a name that is not taken for an identifier, or a default meant for the other direction, is left without an answer.
      outcome: to !== null ? 'mapped' : named || outcome === 'defaulted' ? 'unmapped' : outcome,
      row: row?.id ?? null,
    })
    if (to === null) return value
    findings.push({
      severity: 'warning',
      code: 'LA-12',
      line: 1,
      column: 1,
      pointer,
      value,
      expected: to,
      message: {
        ru: `Вместо идентификатора стоит название «${value}», прочитано как «${to}»`,
        en: `A name "${value}" stands where an identifier is expected, read as "${to}"`,
      },
    })
    return to
  }

  const { order } = version
  const { delivery } = order
  const carrier = delivery.delivery_transport_company
  const body: OnecVersion = {
    ...version,
    order: {
      ...order,
      delivery: {
        ...delivery,
        delivery_method: resolve(
          'delivery_method',
          '/order/delivery/delivery_method',
          delivery.delivery_method,
        ),
        ...(delivery.delivery_city_id
          ? {
              delivery_city_id: resolve(
                'city',
                '/order/delivery/delivery_city_id',
                delivery.delivery_city_id,
              ),
            }
          : {}),
        ...(carrier
          ? {
              delivery_transport_company: resolve(
                'transport_company',
                '/order/delivery/delivery_transport_company',
                carrier,
              ),
            }
          : {}),
      },
      products: order.products.map((line, i) => ({
        ...line,
        offer: {
          ...line.offer,
          storage: resolve('storage', `/order/products/${i}/offer/storage`, line.offer.storage),
        },
      })),
    },
  }
  return { body, replacements, findings }
}
