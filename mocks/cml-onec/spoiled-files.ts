import type { FaultPlay } from './faults.ts'

/** Failures of the field that are in the bytes of an XML file (commerceml section 15: F22, F25, F28, F32). */

type Chunks = AsyncIterable<Uint8Array>

/** Places where a file may be cut without cutting a record. */
const recordStart = /<(?:Предложение|Товар|Документ)[ >]/g

/** F22: every third price is empty, every third one is spelled as people spell it. */
function localNumbers(): (text: string) => string {
  let count = 0
  return (text) =>
    text.replace(/<(ЦенаЗаЕдиницу)>([^<]*)<\/\1>/g, (whole, name: string, value: string) => {
      count += 1
      if (count % 3 === 1) return `<${name}/>`
      const [units = '', part = '00'] = value.split('.')
      const grouped = `${units.replace(/\B(?=(\d{3})+$)/g, ' ')},${part}`
      return count % 3 === 2 ? `<${name}>${grouped}</${name}>` : whole
    })
}

/** Rewrites whole records; UTF-8 only, a file in another encoding stays as it is. */
async function* rewritten(chunks: Chunks, change: (text: string) => string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    const cut = [...rest.matchAll(recordStart)].at(-1)?.index ?? 0
    if (cut === 0) continue
    yield Buffer.from(change(rest.slice(0, cut)), 'utf8')
    rest = rest.slice(cut)
  }
  yield Buffer.from(change(rest + decoder.decode()), 'utf8')
}

/** Bytes that F25 cuts off: enough for the end tags of the root and of what is in it. */
const CUT_OFF = 60

/** F25: the end is missing. */
async function* cutOff(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk])
    if (held.length <= CUT_OFF) continue
    yield held.subarray(0, held.length - CUT_OFF)
    held = held.subarray(held.length - CUT_OFF)
  }
}

async function* instead(chunks: Chunks, text: string): AsyncGenerator<Uint8Array> {
  // The bytes of a file have to be read to their end before the next file is asked for.
  for await (const _ of chunks) continue
  yield Buffer.from(text, 'utf8')
}

/** F32: the first version, in which everything is an attribute. */
const FIRST_VERSION = `<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация>
  <Каталог Идентификатор="1" Наименование="Основной каталог" Единица="шт">
    <Группа Идентификатор="1" Наименование="Товары"/>
    <Товар Идентификатор="1" Наименование="Товар 1" Единица="шт" ИдентификаторВКаталоге="1"/>
  </Каталог>
</КоммерческаяИнформация>
`

/** The bytes of a file of the catalogue as they go up. */
export function spoiledGoods(chunks: Chunks, encoding: 'utf-8' | 'windows-1251', faults: FaultPlay): Chunks {
  if (faults.use('F32')) return instead(chunks, FIRST_VERSION)
  const numbers = encoding === 'utf-8' && faults.use('F22') ? rewritten(chunks, localNumbers()) : chunks
  return faults.use('F25') ? cutOff(numbers) : numbers
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The bytes of a file of orders as they go up. */
export function spoiledOrders(
  chunks: Chunks,
  orders: readonly { number: string; status: string }[],
  faults: FaultPlay,
): Chunks {
  if (faults.use('F28')) {
    const documents = orders.map(
      ({ number, status }) => `  <Документ Номер="${escaped(number)}" Статус="${escaped(status)}"/>\n`,
    )
    return instead(
      chunks,
      `<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация ВерсияСхемы="2.05">\n${documents.join('')}</КоммерческаяИнформация>\n`,
    )
  }
  return faults.use('F25') ? cutOff(chunks) : chunks
}
