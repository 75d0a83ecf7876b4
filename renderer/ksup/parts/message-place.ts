import type { RouteLocationRaw } from 'vue-router'

/** Where a message is shown: what came from 1C is in the inbox of the server, what КСУП asked of 1C in its outbox. */
export const messagePlace = (id: string, from: 'onec' | 'server' = 'onec'): RouteLocationRaw =>
  from === 'onec'
    ? { name: 'ksup-exchange', params: { tab: 'inbox', id } }
    : { name: 'ksup-exchange', params: { tab: 'outbox', id }, query: { sender: 'server' } }
