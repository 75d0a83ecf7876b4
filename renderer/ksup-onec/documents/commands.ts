import type { DocumentAction, DocumentCard } from '../types.ts'

/** Which buttons of the command bar of a document may be pressed. */
export interface Commands {
  /** «Записать». */
  write: boolean
  /** «Провести». */
  post: boolean
  unpost: boolean
}

/** @param card `null` for a document that is not stored yet */
export function commandsOf(
  card: Pick<DocumentCard, 'actions' | 'deletion_mark'> | null,
  dirty: boolean,
): Commands {
  if (card === null) return { write: true, post: true, unpost: false }
  return {
    write: dirty,
    // What is marked for deletion is unmarked first, as in 1C. Posting again is allowed and sends nothing (DD-05).
    post: !card.deletion_mark,
    unpost: card.actions.includes('unpost'),
  }
}

const SECONDARY: readonly DocumentAction[] = ['mark', 'unmark']

/** Actions of the menu «Ещё»: what is pressed seldom. */
export const moreActions = (card: Pick<DocumentCard, 'actions'> | null): DocumentAction[] =>
  SECONDARY.filter((action) => card?.actions.includes(action) ?? false)
