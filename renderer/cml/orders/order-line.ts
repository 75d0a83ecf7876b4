/** A line of an order that may be changed. Kopecks and thousandths. */
export interface OrderLine {
  id: string
  price: number
  quantity: number
}

/** Kopecks of a line: price by quantity in thousandths, rounded half up as 1C rounds. */
export const lineSum = ({ price, quantity }: Omit<OrderLine, 'id'>): number =>
  Number((BigInt(price) * BigInt(quantity) + 500n) / 1000n)
