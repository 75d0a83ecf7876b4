import { Refusal, WrongInput } from '../../server/storage/refusal.ts'

/** What the directories of 1C refuse to a person. */

export const counterpartyUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-COUNTERPARTY-UNKNOWN', {
    ru: `Контрагента ${ref} в 1С нет. Обновите список.`,
    en: `1C has no counterparty ${ref}. Refresh the list.`,
  })

export const itemUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-ITEM-UNKNOWN', {
    ru: `Номенклатуры ${ref} в 1С нет. Обновите список.`,
    en: `1C has no item ${ref}. Refresh the list.`,
  })

export const groupUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-GROUP-UNKNOWN', {
    ru: `Группы ${ref} в 1С нет. Выберите группу из списка.`,
    en: `1C has no group ${ref}. Choose one from the list.`,
  })

export const agreementUnknown = (ref: string): Refusal =>
  new Refusal('KSUP-ONEC-AGREEMENT-UNKNOWN', {
    ru: `Соглашения ${ref} в 1С нет. Обновите список.`,
    en: `1C has no agreement ${ref}. Refresh the list.`,
  })

export const nameMissing = (): Refusal =>
  new WrongInput('KSUP-ONEC-NAME', {
    ru: 'Укажите наименование.',
    en: 'Give a name.',
  })

export const itemKindUnknown = (kind: string): Refusal =>
  new WrongInput('KSUP-ONEC-ITEM-KIND', {
    ru: `Вида номенклатуры «${kind}» в 1С нет. Выберите вид из списка.`,
    en: `1C has no kind of item "${kind}". Choose one from the list.`,
  })

export const warehouseUnknown = (name: string): Refusal =>
  new Refusal('KSUP-ONEC-WAREHOUSE-UNKNOWN', {
    ru: `Склада «${name}» в обмене нет. Выберите склад из списка.`,
    en: `The exchange has no warehouse "${name}". Choose one from the list.`,
  })

export const warehouseTwice = (name: string): Refusal =>
  new WrongInput('KSUP-ONEC-WAREHOUSE-TWICE', {
    ru: `Склад «${name}» указан дважды. Оставьте одну строку.`,
    en: `The warehouse "${name}" is given twice. Leave one row.`,
  })

export const periodBackwards = (): Refusal =>
  new WrongInput('KSUP-ONEC-PERIOD', {
    ru: 'Окончание раньше начала. Исправьте даты.',
    en: 'The end is before the start. Correct the dates.',
  })

export const emailUnreadable = (value: string): Refusal =>
  new WrongInput('KSUP-ONEC-EMAIL', {
    ru: `«${value}» не похоже на адрес почты. Запишите его как имя@домен.зона.`,
    en: `"${value}" does not look like an e-mail address. Write it as name@domain.zone.`,
  })

export const phoneUnreadable = (value: string): Refusal =>
  new WrongInput('KSUP-ONEC-PHONE', {
    ru: `«${value}» не похоже на телефон. Запишите его как +7 и 10 цифр.`,
    en: `"${value}" does not look like a phone. Write it as +7 and 10 digits.`,
  })

export const articleUnknown = (article: string): Refusal =>
  new Refusal('KSUP-ONEC-ARTICLE-UNKNOWN', {
    ru: `Номенклатуры с артикулом ${article} в 1С нет. Исправьте артикул.`,
    en: `1C has no item with the article ${article}. Correct the article.`,
  })

export const articleTwice = (article: string): Refusal =>
  new WrongInput('KSUP-ONEC-ARTICLE-TWICE', {
    ru: `Артикул ${article} указан дважды. Оставьте одну строку.`,
    en: `The article ${article} is given twice. Leave one row.`,
  })

export const sameCounterparty = (): Refusal =>
  new WrongInput('KSUP-ONEC-MERGE', {
    ru: 'Контрагента нельзя объединить с самим собой. Выберите другого.',
    en: 'A counterparty cannot be merged with itself. Choose another one.',
  })
