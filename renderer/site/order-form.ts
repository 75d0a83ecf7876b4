import { defineStore } from 'pinia'
import { ref } from 'vue'

/** The drawer in which an order of the site is placed or changed; it can be opened from any screen. */
export const useOrderForm = defineStore('orderForm', () => {
  const shown = ref(false)
  /** The order that is changed, `null` for a new one. */
  const orderId = ref<string | null>(null)

  function open(id: string | null = null) {
    orderId.value = id
    shown.value = true
  }

  function close() {
    shown.value = false
  }

  return { shown, orderId, open, close }
})
