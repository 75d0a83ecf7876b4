import { text } from '../i18n/index.ts'
import type { LinkState } from './types.ts'

/** What a link is called: a side's own one by its side, in the language of the page. */
export const linkName = ({ title, name }: Pick<LinkState, 'title' | 'name'>): string =>
  title ? text(title) : name
