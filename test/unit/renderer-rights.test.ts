import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adminApi, type AdminCall } from '../../server/admin/api.ts'
import { leastRole } from '../../server/admin/roles.ts'

/** Screens that switch off what a role may not do: a call that changes something and is not asked about fails here. */

const folders = ['faults', 'errands', 'snapshots', 'data-maker', 'scenarios', 'clock'] as const

/** Made elsewhere, by whoever was let through before. */
const apart: readonly AdminCall[] = [
  // Takes back what the same person has just removed.
  'snapshots.bringBack',
  // An entry of the journal beside a run: the pane is the journal's.
  'journal.pin',
  'journal.remove',
]

const textOf = (folder: string): string =>
  readdirSync(`renderer/${folder}`)
    .map((file) => readFileSync(`renderer/${folder}/${file}`, 'utf8'))
    .join('\n')

const changing = (text: string): AdminCall[] =>
  [
    ...new Set([...text.matchAll(/admin\s*\.call\(\s*'([\w.]+)'/g)].map(([, call]) => call as AdminCall)),
  ].filter((call) => adminApi[call].method !== 'GET' && !['viewer', 'anyone'].includes(leastRole(call)))

describe('rights on the screens', () => {
  it.each(folders)('%s asks about every call that changes something', (folder) => {
    const text = textOf(folder)
    const calls = changing(text).filter((call) => !apart.includes(call))
    expect(calls.length).toBeGreaterThan(0)
    const isAsked = (call: AdminCall): boolean =>
      text.includes(`call="${call}"`) || new RegExp(`useMay\\([^\\n]*'${call}'`).test(text)
    expect(calls.filter((call) => !isAsked(call))).toEqual([])
  })

  it('none of their calls was forgotten in the table of roles: a forgotten one is for admins', () => {
    for (const folder of folders)
      for (const call of changing(textOf(folder))) expect(leastRole(call), call).not.toBe('admin')
  })
})
