/**
 * The order of files that keeps references valid (commerceml section 7.2): groups, properties, units, price types,
 * warehouses, goods, offers, prices, rests, contragents, documents. A file is known by what stands in it, never by its
 * name (section 4.1); names decide between files of one kind only, so that portions follow each other.
 */

interface Contents {
  has(element: string): boolean
  /** What the first offer begins with: a name, prices or rests. */
  offer: string | undefined
}

const signs: readonly ((contents: Contents) => boolean)[] = [
  ({ has }) => has('Классификатор') && !has('Товар') && !has('Предложение') && has('Группа'),
  ({ has }) => has('Классификатор') && !has('Товар') && !has('Предложение') && has('Свойство'),
  ({ has }) => has('Классификатор') && !has('Товар') && has('ЕдиницаИзмерения'),
  ({ has }) => has('ТипЦены') && !has('Товар') && !has('Предложение'),
  ({ has }) => has('Склад') && !has('Товар') && !has('Предложение') && !has('Документ'),
  ({ has }) => (has('Каталог') || has('Классификатор')) && !has('Предложение') && !has('Документ'),
  ({ has, offer }) => has('Предложение') && offer !== 'Цены' && offer !== 'Остатки',
  ({ offer }) => offer === 'Цены',
  ({ offer }) => offer === 'Остатки',
  ({ has }) => has('Контрагент') && !has('Документ'),
]

/**
 * Place of a file in the order, from 0. What is nothing of the list comes last, with the documents.
 * @param elements that begin in the first kilobytes of the file, in their order
 */
export function partRank(elements: readonly string[]): number {
  const known = new Set(elements)
  const first = elements.indexOf('Предложение')
  const offer =
    first < 0
      ? undefined
      : elements.slice(first).find((name) => ['Наименование', 'Цены', 'Остатки'].includes(name))
  const rank = signs.findIndex((sign) => sign({ has: (element) => known.has(element), offer }))
  return rank < 0 ? signs.length : rank
}

/** By rank, then by name with numbers as numbers: `import0_2` before `import0_10`. */
export function inOrder<Part extends { name: string; rank: number }>(parts: readonly Part[]): Part[] {
  const names = new Intl.Collator('ru', { numeric: true })
  return [...parts].sort((a, b) => a.rank - b.rank || names.compare(a.name, b.name))
}
