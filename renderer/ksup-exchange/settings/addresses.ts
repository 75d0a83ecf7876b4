import { ONEC_BASE, SERVER_BASE } from '../../../server/contracts/ksup/paths.ts'

/** An address of the bench that a real system is told; the account is the one that it has to show. */
export interface BenchAddress {
  who: 'onec' | 'ksup' | 'server'
  address: string
  account: 'server' | 'onec'
}

/** What is typed into a real 1C, a real КСУП and a real server so that they find the bench. */
export const benchAddresses = (bench: string): BenchAddress[] => [
  { who: 'onec', address: `${bench}/ksup${SERVER_BASE}`, account: 'server' },
  { who: 'ksup', address: `${bench}/ksup${ONEC_BASE}`, account: 'onec' },
  { who: 'server', address: `${bench}/onec${ONEC_BASE}`, account: 'onec' },
]
