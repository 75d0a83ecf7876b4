import type { DropdownOption } from 'naive-ui'
import { printValue } from '../../server/journal/query/print.ts'
import type { JournalRow } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { shortId } from '../format/identifier.ts'

/** A command of the menu: something done with the row, or a term for the query. */
export type RowCommand =
  | { do: 'pin' | 'unpin' | 'remove' | 'copyUrl' | 'copyCurl' | 'repeat' | 'thread' | 'fault' }
  | { do: 'filter'; term: string }

const COMMANDS = ['pin', 'unpin', 'remove', 'copyUrl', 'copyCurl', 'repeat', 'thread', 'fault'] as const

/** Terms that find entries like this one. */
export function likeThis(row: JournalRow): { term: string; label: string }[] {
  const side = row.from ?? row.to
  return [
    ...(row.operation ? [{ term: `op:${printValue(row.operation)}`, label: row.operation }] : []),
    ...(side ? [{ term: `side:${side}`, label: t(`common.side.${side}`) }] : []),
    ...(row.code ? [{ term: `code:${printValue(row.code)}`, label: row.code }] : []),
    ...(row.subject
      ? [
          {
            term: `order:${printValue(row.subject)}`,
            label: t('journal.ofOrder', { id: shortId(row.subject) }),
          },
        ]
      : []),
    ...row.faults.map(({ rule, name }) => ({ term: `fault:${printValue(rule)}`, label: name })),
    ...(row.session ? [{ term: `session:${printValue(row.session)}`, label: t('search.sameSession') }] : []),
  ]
}

/** The menu of a row; keys of its options are read by `commandOf`. */
export function menuOf(row: JournalRow): DropdownOption[] {
  const like = likeThis(row)
  const filters = (minus: '' | '-'): DropdownOption[] =>
    like.map(({ term, label }) => ({ key: `filter ${minus}${term}`, label }))
  return [
    { key: row.pinned ? 'unpin' : 'pin', label: t(row.pinned ? 'search.unpin' : 'search.pin') },
    ...(like.length > 0
      ? [
          { key: 'only', label: t('search.only'), children: filters('') },
          { key: 'hide', label: t('search.hide'), children: filters('-') },
        ]
      : []),
    ...(row.subject ? [{ key: 'thread', label: t('search.thread') }] : []),
    { key: 'line-1', type: 'divider' },
    { key: 'copyUrl', label: t('search.copyUrl') },
    { key: 'copyCurl', label: t('search.copyCurl') },
    { key: 'repeat', label: t('journal.repeat') },
    ...(row.direction === 'in' ? [{ key: 'fault', label: t('faults.ruleFromHere') }] : []),
    { key: 'line-2', type: 'divider' },
    { key: 'remove', label: t('search.remove') },
  ]
}

export function commandOf(key: string): RowCommand | null {
  if (key.startsWith('filter ')) return { do: 'filter', term: key.slice('filter '.length) }
  const found = COMMANDS.find((one) => one === key)
  return found ? { do: found } : null
}

/** The link of an exchange as the screen of faults takes it for a new rule. */
export function ruleFromHere({ from, to, operation, path }: JournalRow): Record<string, string> {
  const proxy = /^\/proxy\/([^/?#~]+)/.exec(path)?.[1]
  return {
    new: '1',
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(operation ? { operation } : {}),
    ...(proxy ? { proxy } : {}),
  }
}
