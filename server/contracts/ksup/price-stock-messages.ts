import { z } from 'zod'
import { Currency, LocalTime, Money, text, textUpTo } from '../regate/scalars.ts'
import { Warning } from './answers.ts'
import { forms } from './forms.ts'
import { Article, SignedQuantity } from './scalars.ts'

/** Prices and stock (section 6.8). Asked by a person who waits: never queued, nothing changes in 1C. */

/** DD-52 names 200; 500 in one request is what people pick at once, so that is taken. */
export const ARTICLES_LIMIT = 500

export const PriceStockRequest = z.object({
  contact_code: textUpTo(20).nullable().optional().meta({
    description: 'D-105, DD-54: code of the client in 1C; without it there is no contract price',
  }),
  articles: z
    .array(Article)
    .min(1)
    .max(ARTICLES_LIMIT)
    .register(forms, { form: 'articles' })
    .meta({ description: 'D-104, DD-52: articles of the chosen items' }),
})
export type PriceStockRequest = z.infer<typeof PriceStockRequest>

const price = Money.nullable()

export const PriceStockRow = z.object({
  name: text(200).meta({ description: 'D-109, D-110: name in 1C' }),
  article: Article.meta({ description: 'D-109: article' }),
  warehouse: text(100).meta({ description: 'D-102, D-109: warehouse' }),
  available: SignedQuantity.meta({ description: 'D-109, DD-55: «Доступно», may be below zero' }),
  price_retail: price.meta({ description: 'D-106: standard price, null when there is none' }),
  price_special: price.meta({ description: 'D-106: promotional price in force today' }),
  price_contract: price.meta({ description: 'D-106, D-107, DD-57: price of the agreement' }),
})
export type PriceStockRow = z.infer<typeof PriceStockRow>

export const ARTICLE_CODES = ['KS-ARTICLE-UNKNOWN', 'KS-ARTICLE-AMBIGUOUS', 'KS-ARTICLE-FORBIDDEN'] as const
export type ArticleCode = (typeof ARTICLE_CODES)[number]

export const ArticleError = z.object({
  article: Article.meta({ description: 'DD-53: article that has no rows' }),
  code: z.enum(ARTICLE_CODES).meta({ description: 'DD-53: why' }),
  message: text(500).meta({ description: 'Why, in words' }),
})
export type ArticleError = z.infer<typeof ArticleError>

export const PriceStockAnswer = z.object({
  as_of: LocalTime.meta({ description: 'Section 6.8: moment of the prices and the stock' }),
  contact_code: textUpTo(20).nullable().meta({ description: 'D-105: code that was asked for' }),
  currency: Currency.meta({ description: 'Section 6.8: prices include VAT' }),
  rows: z.array(PriceStockRow).meta({ description: 'D-108, D-111: one row per article and warehouse' }),
  errors: z.array(ArticleError).max(ARTICLES_LIMIT).meta({ description: 'DD-53: articles without rows' }),
  warnings: z.array(Warning).max(1_000).meta({ description: 'DD-54: warnings' }),
})
export type PriceStockAnswer = z.infer<typeof PriceStockAnswer>
