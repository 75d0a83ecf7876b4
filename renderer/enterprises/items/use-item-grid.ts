import { computed, nextTick, ref, watch, type Ref } from 'vue'
import type { RegateItem } from '../../api/types.ts'
import { gridKey } from '../../mappings/grid/keys.ts'
import { at, move, next, rangeOf, within, type Selection } from '../../mappings/grid/selection.ts'
import { writeTsv } from '../../mappings/grid/tsv.ts'
import type { ItemColumn } from './item-columns.ts'
import { editText, readEdit, type EditOutcome } from './item-edit.ts'

type Change = Extract<EditOutcome, { change: unknown }>['change']
type Fault = Extract<EditOutcome, { fault: unknown }>

interface ItemGridOptions {
  rows: Ref<RegateItem[]>
  columns: Ref<ItemColumn[]>
  /** Puts a row into view and gives the grid the keyboard. */
  reveal(row: number): void
  focus(): void
  open(item: RegateItem): void
  save(item: RegateItem, change: Change): void
  /** A text that cannot be taken: the field stays open. */
  refuse(fault: Fault): string
}

/** Cursor, range, editing and copying of the table of items. */
export function useItemGrid({ rows, columns, reveal, focus, open, save, refuse }: ItemGridOptions) {
  const selection = ref<Selection>(at(0, 0))
  const editing = ref<{ item: RegateItem; column: number; text: string; selected: boolean } | null>(null)
  const fault = ref('')
  const extent = computed(() => ({ rows: rows.value.length, columns: columns.value.length }))
  const range = computed(() => rangeOf(selection.value))
  watch(extent, (now) => (selection.value = within(selection.value, now)))

  function select(to: Selection) {
    selection.value = to
    reveal(to.cursor.row)
  }

  /** @param typed letters that began the editing in place of the old text */
  function edit(typed?: string) {
    const { row, column } = selection.value.cursor
    const item = rows.value[row]
    const cell = columns.value[column]?.cell
    if (!item) return
    if (!cell) {
      if (typed === undefined) open(item)
      return
    }
    selection.value = at(row, column)
    fault.value = ''
    editing.value = {
      item,
      column,
      text: typed ?? editText(item, cell),
      selected: typed === undefined,
    }
  }

  function close() {
    editing.value = null
    fault.value = ''
  }

  /** Ends the editing and gives the keyboard back to the table. */
  function leave(step: [number, number]) {
    close()
    select(move(selection.value, step[0], step[1], extent.value))
    void nextTick(focus)
  }

  function commit(text: string, step: [number, number] | null) {
    const edited = editing.value
    if (!edited) return
    const outcome = readEdit(edited.item, columns.value[edited.column]!.cell!, text)
    if (outcome && 'fault' in outcome) {
      fault.value = refuse(outcome)
      // A field that has lost the keyboard cannot be put right any more.
      if (step === null) close()
      return
    }
    if (step) leave(step)
    else close()
    if (outcome) save(edited.item, outcome.change)
  }

  function press(event: KeyboardEvent) {
    if (editing.value) return
    const meant = gridKey(event)
    if (!meant) return
    if (meant.does === 'move')
      select(move(selection.value, meant.rows, meant.columns, extent.value, meant.extend))
    else if (meant.does === 'next') {
      // Out of the table Tab leads to what follows it on the page.
      const to = next(selection.value, meant.step, extent.value)
      const { cursor } = selection.value
      if (to.cursor.row === cursor.row && to.cursor.column === cursor.column) return
      select(to)
    } else if (meant.does === 'type') edit(meant.text)
    else if (meant.does === 'edit') edit()
    else if (meant.does === 'clear') edit('')
    else return
    event.preventDefault()
  }

  function point(row: number, column: number, event: MouseEvent) {
    const cursor = { row, column }
    selection.value = event.shiftKey ? { cursor, anchor: selection.value.anchor } : at(row, column)
  }

  function drag(row: number, column: number, event: MouseEvent) {
    if (event.buttons === 1 && !editing.value) selection.value.cursor = { row, column }
  }

  /** The range goes to a spreadsheet as numbers with a decimal comma. */
  function copy(event: ClipboardEvent) {
    if (editing.value) return
    const { top, bottom, left, right } = range.value
    const shown = columns.value.slice(left, right + 1)
    const cells = rows.value
      .slice(top, bottom + 1)
      .map((item) => shown.map((column) => column.face(item).copied.replace(/\u00A0/g, '')))
    event.preventDefault()
    event.clipboardData?.setData('text/plain', writeTsv(cells))
  }

  return { selection, range, editing, fault, edit, leave, commit, press, point, drag, copy }
}
