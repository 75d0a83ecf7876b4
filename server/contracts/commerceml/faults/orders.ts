import type { CmlFaultInfo } from './model.ts'

/** Failures in the exchange of orders (commerceml sections 10, 11, 13). */
export const orderFaults: readonly CmlFaultInfo[] = [
  {
    id: 'F13',
    common: true,
    title: { ru: 'Контрагенты двоятся или сливаются', en: 'Counterparties are duplicated or merged' },
    sides: ['site'],
    effect: {
      ru: 'У всех покупателей один и тот же Ид, а у одного покупателя в разных заказах разные имена.',
      en: 'All buyers have one and the same Ид, and one buyer has different names in different orders.',
    },
    explanation: {
      ru: '1С ищет контрагента по наименованию или по ИНН и КПП: тёзки становятся одним контрагентом, изменённое имя создаёт второго. Выберите поиск по ИНН и КПП для организаций; сайту нужен постоянный Ид покупателя.',
      en: '1C finds the counterparty by name or by ИНН and КПП: namesakes become one, a changed name makes a second. Choose ИНН and КПП for companies; the site needs a lasting Ид of the buyer.',
    },
  },
  {
    id: 'F14',
    common: true,
    title: {
      ru: 'Статус заказа не сопоставлен или не передан',
      en: 'The order status is not mapped or not sent',
    },
    sides: ['site', 'onec'],
    effect: {
      ru: 'Сайт: в заказах стоит статус, которого нет в таблице соответствия. 1С: «Статус заказа» и «Статуса заказа ИД» не выгружаются.',
      en: 'Site: orders have a status that the mapping table lacks. 1C: neither «Статус заказа» nor «Статуса заказа ИД» is exported.',
    },
    explanation: {
      ru: 'УТ ставит заказу «Не согласован», а сама статуса не передаёт: сайт выводит его из проведения, оплаты, отгрузки и отмены. Битрикс ждёт «Статуса заказа ИД» с буквой. Заполните соответствие статусов в узле.',
      en: 'УТ gives the order «Не согласован» and sends no status itself: the site derives it from posting, payment, shipment and cancelling. Bitrix wants «Статуса заказа ИД» with a letter. Fill in the mapping of statuses in the node.',
    },
  },
  {
    id: 'F15',
    common: true,
    title: { ru: 'Изменения заказа из 1С не применяются', en: 'Changes of an order in 1C do not arrive' },
    sides: ['site', 'onec'],
    effect: {
      ru: 'Сайт: заказ считается оплаченным и закрытым для изменений. 1С: заказ уходит с прежним НомерВерсии.',
      en: 'Site: the order counts as paid and closed for changes. 1C: the order goes out with the same НомерВерсии as before.',
    },
    explanation: {
      ru: 'Битрикс отвечает, что заказ не может быть изменён (финальный статус, оплата, разрешённая доставка), и пропускает заказ с тем же НомерВерсии; номер с приставкой магазина может не найтись. УТ пишет «пропущен» для закрытых заказов. Снимите оплату или отгрузку на сайте, проверьте номер.',
      en: 'Bitrix answers that the order cannot be changed (final status, payment, allowed delivery) and passes over an order with the same НомерВерсии; a number with a shop prefix may not be found. УТ lists closed orders as skipped. Take payment or shipment back at the site, check the number.',
    },
  },
  {
    id: 'F16',
    common: false,
    title: { ru: 'Заказы отмечены выгруженными уже на query', en: 'Orders are marked as taken at query' },
    sides: ['site'],
    effect: {
      ru: 'Сайт ставит отметку о выгрузке при ответе на query, не дожидаясь success.',
      en: 'The site marks orders as taken when it answers query, without waiting for success.',
    },
    explanation: {
      ru: 'Если 1С не смогла записать заказы, второй раз они не придут и потеряются. Отметку нужно ставить только после success. Стенд сравнивает заказы сайта и 1С.',
      en: 'If 1C could not store the orders, they do not come again and are lost. Mark them only after success. The bench compares the orders of both ends.',
    },
  },
  {
    id: 'F18',
    common: false,
    title: { ru: 'Один негодный документ отменяет всю пачку', en: 'One bad document aborts the batch' },
    sides: ['site'],
    effect: {
      ru: 'К заказам добавляется документ с пустой Валютой и без Ид контрагента.',
      en: 'A document with an empty Валюта and without the Ид of the counterparty is added to the orders.',
    },
    explanation: {
      ru: 'УТ загружает всю пачку в одной транзакции: другая ХозОперация, пустая Валюта или отсутствие Контрагенты/Контрагент/Ид откатывают все заказы, success не отправляется. Найдите документ по тексту ошибки и исправьте его на сайте.',
      en: 'УТ loads the batch in one transaction: another ХозОперация, an empty Валюта or a missing Контрагенты/Контрагент/Ид rolls all orders back, and success is not sent. Find the document by the text of the error and mend it at the site.',
    },
  },
  {
    id: 'F19',
    common: false,
    title: {
      ru: 'Клиент 3.1 получает заказы без Контейнера',
      en: 'A 3.1 client gets orders without Контейнер',
    },
    sides: ['site'],
    effect: {
      ru: 'Заказы версии 3.1 лежат прямо в корне, без элемента Контейнер.',
      en: 'Orders of version 3.1 stand in the root itself, without Контейнер.',
    },
    explanation: {
      ru: 'Модуль обмена 3.1 смотрит только в Контейнер: загружено 0 заказов, ошибки нет. Сайту нужно обернуть каждый заказ с его оплатами и отгрузками в Контейнер.',
      en: 'The 3.1 module looks into Контейнер only: 0 orders are loaded, without an error. The site has to wrap each order with its payments and shipments into Контейнер.',
    },
  },
  {
    id: 'F24',
    common: false,
    title: {
      ru: 'Оплата или отгрузка не вернулась и удалена на сайте',
      en: 'A payment or shipment is not sent back and is deleted at the site',
    },
    sides: ['onec'],
    effect: {
      ru: 'Заказы отправляются без документов оплаты и отгрузки.',
      en: 'Orders go out without their payment and shipment documents.',
    },
    explanation: {
      ru: 'Битрикс удаляет у заказа оплаты и отгрузки, которых нет в файле 1С. Отправляйте их вместе с заказом; в отчёте сайта перечислено, что удалено.',
      en: 'Bitrix deletes payments and shipments of the order that the file of 1C does not have. Send them with the order; the report of the site lists what was removed.',
    },
  },
  {
    id: 'F28',
    common: false,
    title: { ru: 'Документ со статусом записан атрибутами', en: 'A status document written with attributes' },
    sides: ['onec'],
    effect: {
      ru: 'Вместо элементов Документ несёт Номер и Статус атрибутами.',
      en: 'Документ has Номер and Статус as attributes instead of elements.',
    },
    explanation: {
      ru: 'Самописные выгрузки делают так ради краткости. Битрикс не видит элементов и отвечает «Файл для импорта пуст.» или что заказ не найден. Нужны элементы Ид, Номер, ХозОперация и реквизиты.',
      en: 'Home-made exports do so to be short. Bitrix sees no elements and answers «Файл для импорта пуст.» or that the order is not found. Elements Ид, Номер, ХозОперация and the requisites are needed.',
    },
  },
  {
    id: 'F31',
    common: false,
    title: { ru: 'Сумма заказа не сходится', en: 'The sum of an order does not add up' },
    sides: ['site'],
    effect: {
      ru: 'Сумма документа отличается от строк с доставкой за вычетом скидки.',
      en: 'The sum of the document differs from its lines with delivery less discount.',
    },
    explanation: {
      ru: 'УТ не сравнивает сумму документа с суммой строк и молча считает по строкам, поэтому долг в 1С расходится с оплатой на сайте. Частая причина — цена с четырьмя знаками и скидка вне строк. Стенд предупреждает о разнице.',
      en: 'УТ does not compare the sum with the lines and silently counts by lines, so the debt in 1C differs from what was paid at the site. Prices with four digits and discounts outside the lines are frequent reasons. The bench warns of the difference.',
    },
  },
]
