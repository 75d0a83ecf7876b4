import { zipSync } from 'fflate'

/** A small export that is made up for the tests of the explorer. */

const head = (version: string, attributes = '') =>
  `<КоммерческаяИнформация ВерсияСхемы="${version}" ДатаФормирования="2026-03-02T09:30:00"${attributes}>`

export const ids = {
  catalogue: 'kat-1',
  tools: 'gr-1',
  drills: 'gr-2',
  drill: 'tov-01',
  saw: '0000042',
} as const

interface Goods {
  drillName?: string
  /** The saw is in the file. */
  saw?: boolean
  more?: string
}

/** Two groups, a property, one or two items. Line 1 is the declaration. */
export function importXml({ drillName = 'Дрель ударная', saw = true, more = '' }: Goods = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
${head('2.07', ' xmlns="urn:1C.ru:commerceml_2"')}
<Классификатор><Ид>${ids.catalogue}</Ид><Наименование>Основной</Наименование>
<Группы><Группа><Ид>${ids.tools}</Ид><Наименование>Инструмент</Наименование>
<Группы><Группа><Ид>${ids.drills}</Ид><Наименование>Дрели</Наименование></Группа></Группы></Группа></Группы>
<Свойства><Свойство><Ид>sv-1</Ид><Наименование>Цвет</Наименование><ТипЗначений>Справочник</ТипЗначений>
<ВариантыЗначений><Справочник><ИдЗначения>v-1</ИдЗначения><Значение>Синий</Значение></Справочник></ВариантыЗначений>
</Свойство></Свойства></Классификатор>
<Каталог СодержитТолькоИзменения="false"><Ид>${ids.catalogue}</Ид><ИдКлассификатора>${ids.catalogue}</ИдКлассификатора>
<Наименование>Основной</Наименование><Товары>
<Товар>
<Ид>${ids.drill}</Ид><Артикул>ДР-1</Артикул><Наименование>${drillName}</Наименование>
<БазоваяЕдиница Код="796">шт</БазоваяЕдиница><Группы><Ид>${ids.drills}</Ид></Группы>
<Картинка>import_files/01/drill.png</Картинка>
<ЗначенияСвойств><ЗначенияСвойства><Ид>sv-1</Ид><Значение>v-1</Значение></ЗначенияСвойства></ЗначенияСвойств>
</Товар>
${saw ? `<Товар>\n<Ид>${ids.saw}</Ид><Артикул>007</Артикул><Наименование>Пила &quot;Ёлка&quot;</Наименование>\n<Группы><Ид>${ids.tools}</Ид></Группы></Товар>` : ''}
${more}
</Товары></Каталог></КоммерческаяИнформация>`
}

/** An offer of the drill with a price and a stock of one warehouse. `price` in roubles as the file has it. */
export function offersXml(price = '4990.50'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
${head('2.07', ' xmlns="urn:1C.ru:commerceml_2"')}
<ПакетПредложений СодержитТолькоИзменения="false"><Ид>${ids.catalogue}#</Ид><Наименование>Пакет</Наименование>
<ИдКаталога>${ids.catalogue}</ИдКаталога><ИдКлассификатора>${ids.catalogue}</ИдКлассификатора>
<ТипыЦен><ТипЦены><Ид>tc-1</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта></ТипЦены></ТипыЦен>
<Склады><Склад><Ид>sk-1</Ид><Наименование>Главный</Наименование></Склад></Склады>
<Предложения>
<Предложение>
<Ид>${ids.drill}#har-1</Ид><Наименование>Дрель ударная (синяя)</Наименование>
<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Цвет</Наименование><Значение>Синий</Значение></ХарактеристикаТовара></ХарактеристикиТовара>
<Цены><Цена><ИдТипаЦены>tc-1</ИдТипаЦены><ЦенаЗаЕдиницу>${price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены>
<Количество>7.5</Количество><Склад ИдСклада="sk-1" КоличествоНаСкладе="7.5"/>
</Предложение>
</Предложения></ПакетПредложений></КоммерческаяИнформация>`
}

/** One red pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
)

export const zipped = (files: Record<string, string | Buffer>) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, content]) => [name, new Uint8Array(Buffer.from(content))]),
      ),
    ),
  )
