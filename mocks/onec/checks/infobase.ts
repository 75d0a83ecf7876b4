import { when, type Check } from './check.ts'

/** The base itself cannot work. Switched by a person: see `OnecConditions`. */

const maintenance: Check = {
  code: 'ORD-902',
  stage: 'infobase',
  look: ({ conditions }) =>
    when(conditions.maintenance, () => ({
      message: 'Информационная база закрыта на обслуживание, заказ будет обработан позже',
    })),
}

const licence: Check = {
  code: 'ORD-903',
  stage: 'infobase',
  look: ({ conditions }) =>
    when(conditions.no_licence, () => ({
      message: 'Нет свободной лицензии 1С, заказ будет обработан позже',
    })),
}

const lock: Check = {
  code: 'ORD-901',
  stage: 'infobase',
  look: ({ conditions }) =>
    when(conditions.locked, () => ({ message: 'Конфликт блокировок: заказ занят другим сеансом 1С' })),
}

export const infobaseChecks: readonly Check[] = [maintenance, licence, lock]
