/** Articles as a person types or pastes them, out of a table too. */

/**
 * Articles of a text, each once, in its order. They stand on lines of their own or are parted by tabs, semicolons or a comma
 * with a space; a space alone does not part them: it belongs to the article (DD-09).
 */
export function readArticles(text: string): string[] {
  const found = text.split(/[\r\n\t;]|, /).map((part) => part.trim())
  return [...new Set(found.filter((article) => article !== ''))]
}

const writeArticles = (articles: readonly string[]): string => articles.join('\n')

/** The text with an article added, or without it when it was there. */
export function toggleArticle(text: string, article: string): string {
  const all = readArticles(text)
  return writeArticles(all.includes(article) ? all.filter((one) => one !== article) : [...all, article])
}
