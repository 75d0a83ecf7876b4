import { describe, expect, it } from 'vitest'
import { cmlFaults } from '../../server/contracts/commerceml/faults.ts'
import { cmlFaultId } from '../../server/storage/document-schema.ts'

const russian = /[а-яё]/i

describe('failures of the field as data', () => {
  it('[C §15 F1–F32] every failure of the contract is there once and in order', () => {
    expect(cmlFaults.map(({ id }) => id)).toEqual(Array.from({ length: 32 }, (_, index) => `F${index + 1}`))
    for (const { id } of cmlFaults) expect(cmlFaultId.safeParse(id).success).toBe(true)
  })

  it('[C §15 ★] the fifteen most complained about are F1 to F15', () => {
    expect(cmlFaults.filter(({ common }) => common).map(({ id }) => id)).toEqual(
      Array.from({ length: 15 }, (_, index) => `F${index + 1}`),
    )
  })

  it('[C §15 inject] each failure can be played by the end that the table names', () => {
    const both = ['F3', 'F5', 'F12', 'F14', 'F15', 'F29', 'F30']
    const onec = ['F10', 'F21', 'F22', 'F24', 'F25', 'F26', 'F27', 'F28', 'F32']
    for (const { id, sides } of cmlFaults) {
      const expected = both.includes(id) ? ['onec', 'site'] : onec.includes(id) ? ['onec'] : ['site']
      expect([...sides].sort(), id).toEqual(expected)
    }
  })

  it('[C §15 texts] title, effect and explanation are written in both languages', () => {
    for (const { id, title, effect, explanation } of cmlFaults) {
      for (const { ru, en } of [title, effect, explanation]) {
        expect(ru, id).toMatch(russian)
        expect(en, id).toMatch(/[a-z]{3}/i)
        expect(en, id).not.toBe(ru)
      }
      expect(explanation.ru.length, id).toBeGreaterThan(effect.ru.length / 2)
    }
  })
})
