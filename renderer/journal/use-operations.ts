import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import type { JournalRow, OperationInfo } from '../api/types.ts'
import { text } from '../i18n/index.ts'

/** The operations of the contracts: read once, they do not change while the bench runs. */
export const useOperations = defineStore('operations', () => {
  const operations = shallowRef<OperationInfo[]>([])
  // A failure leaves method and path on the screen, which is enough to go on with.
  void admin.call('contracts.operations').then(
    (list) => (operations.value = list),
    () => undefined,
  )

  const find = (id: string | null) => operations.value.find((operation) => operation.id === id)

  /** Title of the operation of a journal row; method and path when it belongs to none. */
  function titleOf(row: Pick<JournalRow, 'operation' | 'method' | 'path'>): string {
    const operation = find(row.operation)
    return operation ? text(operation.title) : `${row.method} ${row.path}`
  }

  return { operations, find, titleOf }
})
