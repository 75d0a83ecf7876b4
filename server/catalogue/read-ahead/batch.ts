import type { CmlFinding, CmlItem, CmlRecord } from '../../contracts/commerceml/model.ts'
import type { FileReading } from '../file-reading.ts'

/**
 * What a reader tells, in its order, on the way to another thread. Flat for goods, which are most of it: texts and numbers in one
 * array are copied several times as fast as the objects that they belong to.
 */
export type Batch = unknown[]

const Told = { piece: 0, finding: 1, record: 2, item: 3 } as const

function writeTexts(batch: Batch, texts: readonly string[]): void {
  batch.push(texts.length)
  for (const text of texts) batch.push(text)
}

function writeItem(batch: Batch, item: CmlItem): void {
  const { kind, place, id, article, name, barcode, description, country, brand, version, ...more } = item
  const { deleted, unit, groups, pictures, properties, taxes, requisites, characteristics, ...rest } = more
  const { manufacturer, extra, ...none } = rest
  // A member that is not taken here would be lost on the way.
  none satisfies Record<string, never>
  void kind
  batch.push(Told.item, place.line, place.column, id, article, name, barcode, description, country, brand)
  batch.push(version, deleted, manufacturer, extra, unit !== null)
  if (unit) batch.push(unit.code, unit.name, unit.fullName, unit.international)
  writeTexts(batch, groups)
  writeTexts(batch, pictures)
  batch.push(properties.length)
  for (const property of properties) {
    batch.push(property.id)
    writeTexts(batch, property.values)
  }
  batch.push(taxes.length)
  for (const tax of taxes) batch.push(tax.name, tax.rate)
  batch.push(requisites.length)
  for (const requisite of requisites) batch.push(requisite.name, requisite.value)
  batch.push(characteristics.length)
  for (const one of characteristics) batch.push(one.id, one.name, one.value)
}

/** Takes what a reader tells into the batch that is being filled. */
export const batchWriter = (batch: () => Batch): FileReading => ({
  onPiece: (read, total) => void batch().push(Told.piece, read, total),
  onFinding: (finding) => void batch().push(Told.finding, finding),
  onRecord(record) {
    if (record.kind === 'item') writeItem(batch(), record)
    else batch().push(Told.record, record)
  },
})

/** Tells it all again. */
export function tell(batch: Batch, { onPiece, onFinding, onRecord }: FileReading): void {
  let at = 0
  const next = <Value>(): Value => batch[at++] as Value
  const text = (): string => next()
  const list = <Value>(one: () => Value): Value[] => {
    const values: Value[] = []
    for (let left = next<number>(); left > 0; left--) values.push(one())
    return values
  }

  function item(): CmlItem {
    const place = { line: next<number>(), column: next<number>() }
    const [id, article, name, barcode, description] = [text(), text(), text(), text(), text()]
    const [country, brand, version] = [text(), text(), text()]
    const deleted = next<boolean>()
    const manufacturer = next<CmlItem['manufacturer']>()
    const extra = next<CmlItem['extra']>()
    const unit = next<boolean>()
      ? { code: text(), name: text(), fullName: text(), international: text() }
      : null
    // Lists stand in the order in which they are written.
    return {
      kind: 'item',
      place,
      id,
      article,
      name,
      barcode,
      unit,
      groups: list(text),
      description,
      pictures: list(text),
      country,
      brand,
      manufacturer,
      properties: list(() => ({ id: text(), values: list(text) })),
      taxes: list(() => ({ name: text(), rate: text() })),
      requisites: list(() => ({ name: text(), value: text() })),
      characteristics: list(() => ({ id: next<string | null>(), name: text(), value: text() })),
      deleted,
      version,
      ...(extra && { extra }),
    }
  }

  while (at < batch.length)
    switch (next<number>()) {
      case Told.piece:
        onPiece(next(), next())
        break
      case Told.finding:
        onFinding(next<CmlFinding>())
        break
      case Told.record:
        onRecord(next<CmlRecord>())
        break
      default:
        onRecord(item())
    }
}
