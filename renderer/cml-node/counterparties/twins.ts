import type { OnecCounterparty } from '../types.ts'

const same = (name: string) => name.trim().toLowerCase().replace(/\s+/g, ' ')

/**
 * Ids of counterparties that are probably one and the same: equal names, or an equal INN with KPP. They are what a site makes
 * by a changed name or an `Ид` that does not last (commerceml section 13, F13).
 */
export function twinsOf(rows: readonly OnecCounterparty[]): Set<string> {
  const byKey = new Map<string, string[]>()
  const put = (key: string, id: string) => byKey.set(key, [...(byKey.get(key) ?? []), id])
  for (const { id, name, inn, kpp } of rows) {
    if (same(name) !== '') put(`name ${same(name)}`, id)
    if (inn !== '') put(`inn ${inn} ${kpp}`, id)
  }
  return new Set([...byKey.values()].filter((ids) => ids.length > 1).flat())
}

/** Rows that hold a part of the text, in any letter case. */
export function matching(rows: readonly OnecCounterparty[], text: string): OnecCounterparty[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...rows]
  return rows.filter((row) =>
    [row.name, row.siteId, row.inn, row.kpp, row.email, row.phone].some((value) =>
      value.toLowerCase().includes(wanted),
    ),
  )
}
