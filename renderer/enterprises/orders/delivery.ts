/** Delivery of an order as the caller gave it (regate section 6.8). */
interface Delivery {
  type?: string
  address?: Partial<Record<'postcode' | 'city' | 'street' | 'house' | 'flat' | 'comment', string>>
  recipient?: string
  phone?: string
  desired_from?: string
  desired_to?: string
}

export interface DeliveryText {
  pickup: boolean
  address: string
  recipient: string
  comment: string
  from: string | null
  to: string | null
}

/** The delivery block in the words of a form. */
export function deliveryText(block: unknown): DeliveryText {
  const { type, address = {}, recipient, phone, desired_from, desired_to } = (block ?? {}) as Delivery
  const { postcode, city, street, house, flat, comment } = address
  return {
    pickup: type === 'pickup',
    address: [postcode, city, street, house, flat].filter(Boolean).join(', '),
    recipient: [recipient, phone].filter(Boolean).join(', '),
    comment: comment ?? '',
    from: desired_from ?? null,
    to: desired_to ?? null,
  }
}
