import { Refusal, WrongInput } from '../../../server/storage/refusal.ts'
import type { DocumentAction } from '../model.ts'

/** What documents of 1C refuse to a person. */

export const documentUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-DOCUMENT-UNKNOWN', {
    ru: `Документа ${ref} в 1С нет. Обновите список.`,
    en: `1C has no document ${ref}. Refresh the list.`,
  })

export const orderUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-ORDER-UNKNOWN', {
    ru: `Заказа клиента ${ref} в 1С нет. Выберите заказ из списка.`,
    en: `1C has no customer order ${ref}. Choose one from the list.`,
  })

export const cardUnknown = (code: string): Refusal =>
  new Refusal('KSUP-ONEC-CARD-UNKNOWN', {
    ru: `Карты лояльности ${code} в 1С нет. Выберите карту из списка или пробейте чек без карты.`,
    en: `1C has no loyalty card ${code}. Choose one from the list, or leave the receipt without a card.`,
  })

/** D-49, DD-27. */
export const dealNumberRequired = (): Refusal =>
  new WrongInput('KSUP-ONEC-DEAL-NUMBER', {
    ru: 'Не заполнено поле «№ сделки в КСУП». Укажите номер сделки: без него записывается только заказ типа «Маркетинг».',
    en: 'The field «№ сделки в КСУП» is empty. Give the number of the deal: only an order of the type «Маркетинг» is written without it.',
  })

/** DD-29. */
export const dealNumberFixed = (number: number): Refusal =>
  new Refusal('KSUP-ONEC-DEAL-NUMBER-FIXED', {
    ru: `Заказ уже передан в сделку ${number}, номер сделки больше не меняется. Верните ${number} или оформите новый заказ.`,
    en: `The order was told to the deal ${number}, its number does not change any more. Put ${number} back, or make a new order.`,
  })

export const stillSending = (): Refusal =>
  new Refusal('KSUP-ONEC-SENDING', {
    ru: 'Сообщение о документе ещё отправляется. Подождите ответа и запишите снова.',
    en: 'A message about the document is still being sent. Wait for the answer and write again.',
  })

export const orderFixed = (): Refusal =>
  new Refusal('KSUP-ONEC-ORDER-FIXED', {
    ru: 'Отгрузка уже передана в сделку своего заказа, заказ больше не меняется. Верните его или оформите новую реализацию.',
    en: 'The shipment was told to the deal of its order, which does not change any more. Put it back, or make a new shipment.',
  })

export const markedForDeletion = (): Refusal =>
  new Refusal('KSUP-ONEC-MARKED', {
    ru: 'Помеченный на удаление документ не проводится. Снимите пометку.',
    en: 'A document that is marked for deletion is not posted. Take the mark off.',
  })

const stateWords: Readonly<Record<Exclude<DocumentAction, 'post'>, { ru: string; en: string }>> = {
  unpost: { ru: 'Документ не проведён.', en: 'The document is not posted.' },
  mark: { ru: 'Документ уже помечен на удаление.', en: 'The document is marked for deletion already.' },
  unmark: { ru: 'Пометки удаления нет.', en: 'The document is not marked for deletion.' },
  close: {
    ru: 'Закрыть можно только проведённый заказ, который ещё не закрыт.',
    en: 'Only an order that is posted and not closed yet can be closed.',
  },
  reopen: {
    ru: 'Открыть снова можно только закрытый проведённый заказ.',
    en: 'Only a closed order that is posted can be reopened.',
  },
}

export const notNow = (action: DocumentAction): Refusal =>
  new Refusal('KSUP-ONEC-ACTION', {
    ru: `${action === 'post' ? 'Документ уже проведён.' : stateWords[action].ru} Обновите карточку.`,
    en: `${action === 'post' ? 'The document is posted already.' : stateWords[action].en} Refresh the card.`,
  })

export const statusUnknown = (status: string): Refusal =>
  new WrongInput('KSUP-ONEC-STATUS', {
    ru: `Статуса «${status}» у заказа клиента нет. Выберите статус из списка.`,
    en: `A customer order has no status "${status}". Choose one from the list.`,
  })

/** @param line from 1 */
export const lineWrong = (line: number, { ru, en }: { ru: string; en: string }): Refusal =>
  new WrongInput('KSUP-ONEC-ROW', {
    ru: `Строка ${line}: ${ru}. Исправьте строку.`,
    en: `Row ${line}: ${en}. Correct the row.`,
  })

export const sumTooLarge = (): Refusal =>
  new WrongInput('KSUP-ONEC-SUM', {
    ru: 'Сумма документа больше, чем 1С хранит точно. Исправьте строки.',
    en: 'The sum of the document is larger than 1C keeps exactly. Correct the rows.',
  })

export const sharesMissing = (): Refusal =>
  new WrongInput('KSUP-ONEC-SHARES', {
    ru: 'Нет ни одной суммы. Добавьте строку с суммой поступления.',
    en: 'There is no amount. Add a row with the amount that came.',
  })

export const nothingLeft = (kind: 'shipment' | 'payment'): Refusal =>
  kind === 'shipment'
    ? new Refusal('KSUP-ONEC-NOTHING-LEFT', {
        ru: 'По заказу всё отгружено. Новая реализация не нужна.',
        en: 'Everything of the order is shipped. No further shipment is needed.',
      })
    : new Refusal('KSUP-ONEC-NOTHING-LEFT', {
        ru: 'Заказ оплачен полностью. Новое поступление не нужно.',
        en: 'The order is paid in full. No further payment is needed.',
      })
