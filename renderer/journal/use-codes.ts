import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import type { CodeInfo } from '../api/types.ts'

/** The code catalogue of the contracts: what a code means and what its receiver does. */
export const useCodes = defineStore('codes', () => {
  const codes = shallowRef<CodeInfo[]>([])
  // Without the catalogue a code is still shown, only not explained.
  void admin.call('contracts.codes').then(
    (list) => (codes.value = list),
    () => undefined,
  )
  const find = (code: string | null) => codes.value.find((one) => one.code === code)
  return { codes, find }
})
