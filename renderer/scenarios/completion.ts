import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { adminApi } from '../../server/admin/api.ts'

/** What the editor of scenarios offers while a person types. */

const stepKinds = [
  'do',
  'read',
  'send',
  'http',
  'journal',
  'map',
  'clock',
  'fault',
  'faults',
  'snapshot',
  'restore',
  'settings',
  'set',
  'check',
  'use',
  'each',
  'parallel',
] as const
const stepMembers = [
  'step',
  'note',
  'params',
  'query',
  'body',
  'save',
  'expect',
  'within',
  'at',
  'change',
  'example',
  'headers',
  'auth',
] as const
const heads = ['scenario', 'about', 'proves', 'tags', 'given', 'vars', 'parts', 'steps'] as const
const conditions = [
  '$present',
  '$is',
  '$not',
  '$in',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$contains',
  '$regex',
  '$count',
  '$some',
  '$none',
  '$every',
  '$money',
  '$date',
] as const

export interface CompletionWords {
  /** Id and title of every operation. */
  operations: readonly { id: string; title: string }[]
}

const calls = Object.entries(adminApi).map(([label, { method }]) => ({ label, reads: method === 'GET' }))

/** Completes names of calls and operations after `do:`, `read:`, `send:`, and members where one begins. */
export const completeScenario =
  (words: () => CompletionWords) =>
  (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos)
    const before = line.text.slice(0, context.pos - line.from)
    const named = /^\s*(?:- )?(do|read|send|operation):\s*([\w.-]*)$/.exec(before)
    if (named) {
      const [, kind, typed] = named
      const from = context.pos - typed!.length
      if (kind === 'send' || kind === 'operation')
        return {
          from,
          options: words().operations.map(({ id, title }) => ({
            label: id,
            detail: title,
            type: 'function',
          })),
        }
      return {
        from,
        options: calls
          .filter(({ reads }) => reads === (kind === 'read'))
          .map(({ label }) => ({ label, type: 'function' })),
      }
    }
    const condition = /[{\s](\$\w*)$/.exec(before)
    if (condition)
      return {
        from: context.pos - condition[1]!.length,
        options: conditions.map((label) => ({ label, type: 'keyword', apply: `${label}: ` })),
      }
    const member = /^(\s*)(- )?([a-z]*)$/.exec(before)
    if (!member || (!context.explicit && member[3] === '')) return null
    const names = member[1] === '' && !member[2] ? heads : [...stepKinds, ...stepMembers]
    return {
      from: context.pos - member[3]!.length,
      options: names.map((label) => ({ label, type: 'property', apply: `${label}: ` })),
    }
  }
