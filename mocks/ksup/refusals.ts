import { Refusal, WrongInput } from '../../server/storage/refusal.ts'

/** What КСУП answers to its own people when something cannot be done. */

export const contactUnknown = (code: string): Refusal =>
  new Refusal('KSUP-CONTACT-UNKNOWN', {
    ru: `Контакта с кодом ${code} в КСУП нет. Обновите список контактов.`,
    en: `КСУП has no contact with the code ${code}. Refresh the list of contacts.`,
  })

export const taskUnknown = (id: number): Refusal =>
  new Refusal('KSUP-TASK-UNKNOWN', {
    ru: `Задачи ${id} у этого контакта нет. Откройте карточку заново.`,
    en: `The contact has no task ${id}. Open the card anew.`,
  })

export const codeTaken = (code: string, owner: string): Refusal =>
  new Refusal('KSUP-CODE-TAKEN', {
    ru: `Код 1С ${code} уже у контакта ${owner}. Укажите другой код.`,
    en: `The contact ${owner} has the code of 1C ${code}. Give another one.`,
  })

export const nothingToRequest = (why: { ru: string; en: string }): Refusal =>
  new Refusal('KSUP-CONTACT-STATE', {
    ru: `Запрос в 1С не нужен или невозможен: ${why.ru}.`,
    en: `1C need not or cannot be asked: ${why.en}.`,
  })

export const sameContact = (): Refusal =>
  new Refusal('KSUP-CONTACT-STATE', {
    ru: 'Контакт не объединяют с самим собой. Выберите другой.',
    en: 'A contact is not joined to itself. Choose another one.',
  })

export const itemUnknown = (id: number): Refusal =>
  new Refusal('KSUP-ITEM-UNKNOWN', {
    ru: `Номенклатуры ${id} в КСУП нет. Обновите список.`,
    en: `КСУП has no item ${id}. Refresh the list.`,
  })

export const itemIncomplete = (): Refusal =>
  new WrongInput('KSUP-ITEM-INCOMPLETE', {
    ru: 'У номенклатуры должны быть артикул и название.',
    en: 'An item needs an article and a name.',
  })

export const articleTaken = (article: string): Refusal =>
  new Refusal('KSUP-ARTICLE-TAKEN', {
    ru: `Артикул ${article} уже у другой номенклатуры. Укажите другой.`,
    en: `Another item has the article ${article}. Give another one.`,
  })

export const dealUnknown = (number: number): Refusal =>
  new Refusal('KSUP-DEAL-UNKNOWN', {
    ru: `Сделки ${number} в КСУП нет. Обновите список сделок.`,
    en: `КСУП has no deal ${number}. Refresh the list of deals.`,
  })

export const numberTaken = (number: number): Refusal =>
  new Refusal('KSUP-DEAL-NUMBER', {
    ru: `Номер ${number} уже занят: номера сделок не используются повторно. Укажите другой.`,
    en: `The number ${number} is taken: numbers of deals are not used again. Give another one.`,
  })

export const fileUnknown = (number: number, id: number): Refusal =>
  new Refusal('KSUP-FILE-UNKNOWN', {
    ru: `В сделке ${number} нет файла ${id}. Откройте сделку заново.`,
    en: `The deal ${number} has no file ${id}. Open the deal anew.`,
  })

export const notificationUnknown = (id: number): Refusal =>
  new Refusal('KSUP-NOTIFICATION-UNKNOWN', {
    ru: `Уведомления ${id} нет. Обновите список.`,
    en: `There is no notification ${id}. Refresh the list.`,
  })

export const deletedObject = (): Refusal =>
  new Refusal('KSUP-DELETED', {
    ru: 'Объект удалён в КСУП, его можно только смотреть.',
    en: 'The object is deleted in КСУП, it can only be looked at.',
  })

export const requestUnknown = (): Refusal =>
  new Refusal('KSUP-REQUEST-UNKNOWN', {
    ru: 'Этот запрос цен уже забыт. Нажмите «Получить цены и остатки» ещё раз.',
    en: 'This request for prices is forgotten. Press «Get prices and stock» again.',
  })

export const tooManyArticles = (limit: number): Refusal =>
  new WrongInput('KSUP-ARTICLES-LIMIT', {
    ru: `За один запрос не больше ${limit} артикулов. Выберите меньше.`,
    en: `One request takes up to ${limit} articles. Choose fewer.`,
  })
