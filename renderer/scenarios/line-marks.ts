import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'

/** Lines of the text that a run colours: where it works now, what held, what did not. */

export interface LineMark {
  /** From 1. */
  line: number
  kind: 'running' | 'passed' | 'failed'
}

const setMarks = StateEffect.define<readonly LineMark[]>()

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    const moved = before.map(transaction.changes)
    const effect = transaction.effects.find((one) => one.is(setMarks))
    if (!effect) return moved
    const { doc } = transaction.state
    return Decoration.set(
      (effect.value as readonly LineMark[])
        .filter(({ line }) => line >= 1 && line <= doc.lines)
        .map(({ line, kind }) => Decoration.line({ class: `run-${kind}` }).range(doc.line(line).from)),
      true,
    )
  },
  provide: (field) => EditorView.decorations.from(field),
})

export const lineMarks: Extension = marks

export const showLineMarks = (view: EditorView, list: readonly LineMark[]): void =>
  view.dispatch({ effects: setMarks.of(list) })
