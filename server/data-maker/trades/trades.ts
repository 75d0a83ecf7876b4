import { appliances } from './appliances.ts'
import { building } from './building.ts'
import { clothing } from './clothing.ts'
import { stationery } from './stationery.ts'
import type { Trade } from './trade.ts'

export const trades: readonly Trade[] = [appliances, building, clothing, stationery]

/** All trades, or the one of the id. */
export const tradesOf = (id: string): readonly Trade[] =>
  id === 'all' ? trades : trades.filter((trade) => trade.id === id)
