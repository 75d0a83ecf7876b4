/** Words that a base of УТ 11 holds, in Russian whatever the language of whoever reads it. */

/** Types of «Заказ клиента» (D-45). */
export const orderTypes = { normal: 'Обычный', marketing: 'Маркетинг' } as const

/** Statuses of «Заказ клиента» (D-62). */
export const orderStatuses = {
  agreeing: 'На согласовании',
  executing: 'К выполнению',
  closed: 'Закрыт',
} as const

/** «Вид номенклатуры» (D-35). */
export const itemKinds = {
  goods: 'Товар',
  service: 'Услуга',
  set: 'Набор',
  packaging: 'Многооборотная тара',
} as const
