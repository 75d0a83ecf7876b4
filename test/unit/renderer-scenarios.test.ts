import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import type { JournalRow } from '../../renderer/api/types.ts'
import { completeScenario } from '../../renderer/scenarios/completion.ts'
import { timelineOf } from '../../renderer/scenarios/timeline.ts'
import type { StepRecord } from '../../renderer/scenarios/types.ts'

const step = (id: string, entries: number[]): StepRecord => ({
  id,
  depth: id.split('/').length - 1,
  kind: 'do',
  title: id,
  line: 1,
  state: 'passed',
  ms: 1,
  entries,
  failure: null,
})
const entry = (id: number, from: JournalRow['from'], to: JournalRow['to']) => ({ id, from, to }) as JournalRow

describe('the exchanges of a run as a diagram', () => {
  it('has a lane for each side that took part, and stands below the deepest step that made an exchange', () => {
    const steps = [step('1', [1, 2]), step('1/1', [1]), step('1/2', [2]), step('2', [3])]
    const { lanes, rows } = timelineOf({ steps }, [
      entry(1, 'onec', 'site'),
      entry(2, 'buyer', 'site'),
      entry(3, 'onec', null),
    ])
    expect(lanes).toEqual(['buyer', 'site', 'onec'])
    expect(rows.map((row) => (row.kind === 'step' ? row.step.id : [row.row.id, row.from, row.to]))).toEqual([
      '1/1',
      [1, 2, 1],
      '1/2',
      [2, 0, 1],
      '2',
      [3, 2, -1],
    ])
  })
})

describe('the editor of scenarios', () => {
  const offered = (text: string, explicit = false) => {
    const state = EditorState.create({ doc: text })
    const words = () => ({ operations: [{ id: 'site-orders.getOrders', title: 'Забрать заказы' }] })
    return completeScenario(words)(new CompletionContext(state, text.length, explicit))?.options.map(
      ({ label }) => label,
    )
  }

  it('completes calls by what they do, operations, conditions and members', () => {
    expect(offered('  - do: onec.')).toContain('onec.exchange')
    expect(offered('  - do: onec.')).not.toContain('onec.orders')
    expect(offered('    read: on')).toContain('onec.orders')
    expect(offered('  - send: s')).toEqual(['site-orders.getOrders'])
    expect(offered('    expect: { body.total: { $m')).toContain('$money')
    expect(offered('  - st')).toContain('step')
    expect(offered('sc')).toContain('scenario')
    expect(offered('    ')).toBeUndefined()
    expect(offered('    ', true)).toContain('expect')
  })
})
