import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { t, type MessageKey } from '../i18n/index.ts'

/** CodeMirror's own words, which it looks up by their English, and ours. */
const WORDS = {
  Find: 'editor.find',
  Replace: 'editor.replaceWith',
  next: 'editor.next',
  previous: 'editor.previous',
  all: 'editor.all',
  'match case': 'editor.matchCase',
  regexp: 'editor.regexp',
  'by word': 'editor.byWord',
  replace: 'editor.replace',
  'replace all': 'editor.replaceAll',
  close: 'editor.close',
  'current match': 'editor.currentMatch',
  'on line': 'editor.onLine',
  'replaced match on line $': 'editor.replacedOne',
  'replaced $ matches': 'editor.replacedMany',
  'Go to line': 'editor.goToLine',
  go: 'editor.go',
  'folded code': 'editor.foldedCode',
  unfold: 'editor.unfold',
  Completions: 'editor.completions',
  Diagnostics: 'editor.problems',
  'No diagnostics': 'editor.noProblems',
  'Control character': 'editor.controlCharacter',
  'Selection deleted': 'editor.selectionDeleted',
  '$ unchanged lines': 'editor.sameLines',
} satisfies Record<string, MessageKey>

/** A field and a button look alike. */
const control = {
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: '4px',
  font: 'inherit',
}

const houseLook = EditorView.theme({
  '&': { fontSize: '12.5px' },
  '&.cm-focused': { outline: '1px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'var(--mono)' },
  // Its own sign, U+299A, is in hardly any font.
  '.cm-collapsedLines': { '&:before': { content: '"⋮"' }, '&:after': { content: '"⋮"' } },
  '.cm-panels': { background: 'var(--raised)', color: 'var(--text)', fontFamily: 'var(--font)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--border)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--border)' },
  '.cm-panel.cm-search, .cm-dialog': { fontSize: '12.5px', padding: '6px 32px 6px 8px' },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': {
    margin: '2px 6px 2px 0',
  },
  '.cm-panel.cm-search label': { color: 'var(--muted)', fontSize: 'inherit', marginRight: '10px' },
  '.cm-panel.cm-search input[type=checkbox]': {
    accentColor: 'var(--accent)',
    margin: '0 4px 0 0',
    verticalAlign: '-2px',
  },
  '.cm-dialog label': { fontSize: 'inherit' },
  '.cm-dialog .cm-textfield': { margin: '0 6px' },
  '.cm-textfield': {
    ...control,
    padding: '3px 6px',
    width: '180px',
  },
  '.cm-textfield:focus': { borderColor: 'var(--accent)', outline: 'none' },
  '.cm-button': {
    ...control,
    color: 'inherit',
    cursor: 'pointer',
    padding: '3px 10px',
  },
  '.cm-button:hover': { background: 'var(--row-hover)' },
  '.cm-button:active': { background: 'var(--row-active)' },
  '.cm-panel.cm-search [name=close], .cm-dialog-close': {
    color: 'var(--muted)',
    cursor: 'pointer',
    fontSize: '18px',
    right: '8px',
    top: '4px',
  },
})

/**
 * What every pane of text begins with: line numbers, folding, search and replacement (Ctrl+F), lines that wrap, the words of
 * the page's language and the look of the house.
 * @param label what a screen reader calls the pane
 */
export const codeEditor = (label: string): Extension => [
  basicSetup,
  houseLook,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': label }),
  EditorState.phrases.of(Object.fromEntries(Object.entries(WORDS).map(([word, key]) => [word, t(key)]))),
]
