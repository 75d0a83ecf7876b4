import { dataKind, numberOf } from '../kind.ts'
import { demoStores, makeBooking, type MadeBooking } from './bookings.ts'
import { buyerName } from './buyers.ts'
import { buyersOption, companiesOption } from './options.ts'
import { printedDate } from './printed-date.ts'

/** Requests of ReGate as kinds. */

export const bookingsKind = dataKind<MadeBooking>({
  id: 'regate-bookings',
  title: { ru: 'Заказы ReGate', en: 'Orders of ReGate' },
  about: {
    ru: 'Запросы booking к складам демонстрационного предприятия; в базу идут вместе с клиентами',
    en: 'Requests "booking" to the warehouses of the demo enterprise; clients go into a base with them',
  },
  unit: { ru: 'заказов', en: 'orders' },
  dated: true,
  most: 5_000_000,
  options: [buyersOption, companiesOption],
  columns: [
    { key: 'id', title: { ru: 'Заказ', en: 'Order' }, type: 'text', of: ({ booking }) => booking.booking_id },
    { key: 'at', title: { ru: 'Дата', en: 'Date' }, type: 'text', of: ({ at }) => printedDate(at) },
    { key: 'client', title: { ru: 'Клиент', en: 'Client' }, type: 'text', of: buyerName },
    {
      key: 'delivery',
      title: { ru: 'Доставка', en: 'Delivery' },
      type: 'text',
      of: ({ booking: { delivery } }) => (delivery.type === 'pickup' ? 'Самовывоз' : 'Доставка'),
    },
    {
      key: 'city',
      title: { ru: 'Город', en: 'City' },
      type: 'text',
      of: ({ booking: { delivery } }) => delivery.address?.city ?? '',
    },
    {
      key: 'lines',
      title: { ru: 'Строк', en: 'Lines' },
      type: 'number',
      of: ({ booking }) => booking.lines.length,
    },
  ],
  formats: ['jsonl', 'json', 'csv'],
  into: ['regate'],
  json: ({ booking }) => booking,
  rows(task) {
    const plan = {
      seed: task.seed,
      period: task.period,
      stores: demoStores(),
      buyers: numberOf(task, 'buyers'),
      companies: numberOf(task, 'companies'),
    }
    return (n) => [makeBooking(plan, n)]
  },
})
