import { z } from 'zod'
import { text, textUpTo } from '../regate/scalars.ts'
import { Meta } from './meta.ts'
import { Article } from './scalars.ts'

/** Items (section 6.3). */

const itemData = {
  name: text(200).meta({ description: 'D-38: name' }),
  article: Article.meta({ description: 'D-36: the link key' }),
  series: textUpTo(100).nullable().meta({ description: 'D-38, DD-25: product line, not a stock batch' }),
  manufacturer: textUpTo(150).nullable().meta({ description: 'D-38: manufacturer' }),
}

export const NomenclatureCreate = z.object({ meta: Meta, ...itemData })
export type NomenclatureCreate = z.infer<typeof NomenclatureCreate>

export const NomenclatureChange = z.object({
  meta: Meta,
  ...itemData,
  article_old: Article.optional().meta({ description: 'DD-23: the article before it was changed' }),
})
export type NomenclatureChange = z.infer<typeof NomenclatureChange>
