import type { WarningCode } from '../../../server/contracts/ksup/errors.ts'
import type { NomenclatureChange, NomenclatureCreate } from '../../../server/contracts/ksup/schema.ts'
import { addEvent } from '../events.ts'
import { insertItem, itemOfArticle, writeItem, type StoredItem } from '../items.ts'
import { applied, Refused, warningsOf, type Applying, type Done } from './applying.ts'

/** Items: both messages create or change, whichever is due (D-37, D-39, DD-24). The article is the key (D-36). */

/** `true` unless the item and the message are of two different cards of 1C. */
const isOfCard = (item: StoredItem, ref: string | null): boolean =>
  item.source_ref === null || ref === null || item.source_ref === ref

async function store(
  { trx, at, messageId }: Applying,
  known: StoredItem | undefined,
  { meta, article, name, series, manufacturer }: NomenclatureCreate,
  warning?: WarningCode,
): Promise<Done> {
  const ref = meta.source_ref ?? null
  const item = { article, name, series, manufacturer, source_ref: ref ?? known?.source_ref ?? null }
  const warnings = warningsOf(warning)
  if (known) await writeItem(trx, at, known.id, item)
  const id = known?.id ?? (await insertItem(trx, at, item))
  const renamed = known && known.article !== article ? `: артикул ${known.article} → ${article}` : ''
  await addEvent(
    trx,
    { item: id },
    {
      at,
      kind: known ? 'changed-in-1c' : 'created-in-1c',
      text: known ? `Изменена в 1С${renamed}` : `Создана по сообщению 1С: «${name}», артикул ${article}`,
      messageId,
      warnings,
    },
  )
  return applied(warnings)
}

const articleDuplicate = ({ name, article }: StoredItem, given: string): Refused =>
  new Refused(
    'KS-ARTICLE-DUPLICATE',
    `Артикул ${article} уже у номенклатуры «${name}»; «${given}» не записана`,
  )

export async function createItem(applying: Applying, item: NomenclatureCreate): Promise<Done> {
  const owner = await itemOfArticle(applying.trx, item.article)
  if (owner && !isOfCard(owner, item.meta.source_ref ?? null)) throw articleDuplicate(owner, item.name)
  return store(applying, owner, item, owner ? 'W-UPSERT' : undefined)
}

/** With `article_old` the item changes its key; without it an unknown article is a new item (DD-23). */
export async function changeItem(applying: Applying, item: NomenclatureChange): Promise<Done> {
  const { trx } = applying
  const ref = item.meta.source_ref ?? null
  const owner = await itemOfArticle(trx, item.article)
  const old = item.article_old === undefined ? undefined : await itemOfArticle(trx, item.article_old)
  // Another card of 1C may have taken the old article over.
  const renamed = old && isOfCard(old, ref) ? old : undefined
  const isForeign = owner && (renamed ? owner.id !== renamed.id : !isOfCard(owner, ref))
  if (isForeign) throw articleDuplicate(owner, item.name)
  const known = renamed ?? owner
  return store(applying, known, item, known ? undefined : 'W-UNKNOWN-ARTICLE-CREATED')
}
