import { describe, expect, it } from 'vitest'
import {
  checkAccount,
  checkBik,
  checkCorrAccount,
  checkInn,
  checkKpp,
  checkOgrn,
  checkOkpo,
  guidOfNavigationRef,
  normalisePhone,
  requisiteTexts,
  withAccountKey,
  withInnCheck,
} from '../../server/contracts/requisites.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)
const pairs = (text: string): [string, string][] => {
  const list = words(text)
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!])
}

describe('numbers that hold', () => {
  it('[AD-44] INN of 10 and of 12 digits', () => {
    for (const inn of words(`7707083893 7736050003 7705035012 3664069397 7740000076 2464105021 3328415442 5003076310
      500100732259 773370857141 526317984689`)) {
      expect(checkInn(inn), inn).toBeNull()
    }
  })

  it('[AD-44] OGRN, OGRNIP, OKPO', () => {
    for (const ogrn of words(`1027700132195 1027700070518 1027739326449 1037739877295 304500116000157
      304463210700212 313132804400022`)) {
      expect(checkOgrn(ogrn), ogrn).toBeNull()
    }
    for (const okpo of words('00032537 00040778 09807684 00083262 00032520 29063984')) {
      expect(checkOkpo(okpo), okpo).toBeNull()
    }
  })

  it.each(
    pairs(`044525225 30101810400000000225 044525201 30101810000000000201 044525700 30101810200000000700
      044525823 30101810200000000823 044525256 30101810000000000256 049205805 30101810000000000805
      042202824 30101810200000000824 045773603 30101810900000000603 040702615 30101810907020000615
      017003983 40102810445370000059 014030106 40102810945370000005`),
  )('correspondent account at BIK %s: %s', (bik, account) => {
    expect(checkCorrAccount(account, bik)).toEqual([])
  })

  it.each(
    pairs(`044525225 40702810438000268725 044525225 40702810938000000001 044525225 40702810138250123017
      044525201 40802810700020000317 040407627 40702810631000007404 043304711 40703810400130000655
      044525000 40101810045250010041 044583001 40101810800000010041`),
  )('account at BIK %s: %s', (bik, account) => {
    expect(checkAccount(account, bik)).toBeNull()
    for (let i = 0; i < account.length; i += 1) {
      const changed = account.slice(0, i) + ((Number(account[i]) + 1) % 10) + account.slice(i + 1)
      if (!changed.startsWith('0')) expect(checkAccount(changed, bik), `digit ${i + 1}`).toBe('acc-key')
    }
  })

  it('the official examples give their keys', () => {
    expect(withAccountKey('30101810000000000746', '049805000', 'correspondent')).toBe('30101810800000000746')
    expect(withAccountKey('40102810000000010001', '040305000')).toBe('40102810100000010001')
    expect(withAccountKey('40602810000000000025', '049805746')).toBe('40602810700000000025')
    expect(withAccountKey('30114В84000000000501', '044541312')).toBe('30114В84600000000501')
    expect(checkAccount('30114B84600000000501', '044541312')).toBeNull()
  })

  it('treasury accounts have no key; a bank without a correspondent account writes 0', () => {
    expect(checkAccount('03100643000000017300', '017003983')).toBeNull()
    expect(checkCorrAccount('0', '017003983')).toEqual([])
  })

  it('KPP forms', () => {
    for (const kpp of ['772401001', '7724AB001']) expect(checkKpp(kpp)).toBeNull()
    expect(checkBik('044525225')).toBeNull()
  })

  it('made numbers hold', () => {
    expect(checkInn(withInnCheck('770000123'))).toBeNull()
    expect(checkInn(withInnCheck('7700001234'))).toBeNull()
  })
})

describe('numbers that fail', () => {
  it('[AD-44] check digits', () => {
    for (const inn of words('6200098765 7701234567 7700000000 1234567890 7724435554 7724475552')) {
      expect(checkInn(inn), inn).toBe('inn-checksum')
    }
    expect(checkInn('7724435552')).toBeNull()
    expect(checkOgrn('5067746339520')).toBe('ogrn-checksum')
    expect(checkOkpo('29063985')).toBe('okpo-checksum')
    expect(checkAccount('40702810900000012345', '044525225')).toBe('acc-key')
    expect(checkAccount('40101810845250010102', '044501002')).toBe('acc-key')
    expect(checkCorrAccount('30101810965770000413', '044525225')).toEqual(['corr-key', 'corr-tail'])
    expect(checkAccount('40705810438000268725', '044525225')).toBe('acc-key')
    expect(checkAccount('40702710438000268725', '044525225')).toBe('acc-key')
    expect(checkCorrAccount('30101610400000000225', '044525225')).toEqual(['corr-key'])
  })

  it('forms', () => {
    expect(checkInn('123')).toBe('inn-format')
    expect(checkKpp('77240100')).toBe('kpp-format')
    expect(checkKpp('772А01001')).toBe('kpp-format')
    expect(checkOgrn('1')).toBe('ogrn-format')
    expect(checkOkpo('1')).toBe('okpo-format')
    expect(checkBik('123123')).toBe('bic-format')
    expect(checkAccount('12312312', '044525225')).toBe('acc-format')
    expect(checkCorrAccount('12312412', '044525225')).toEqual(['corr-format'])
    expect(checkAccount('40702810438000268725', '123123')).toBeNull()
  })

  it('every code has both languages', () => {
    for (const text of Object.values(requisiteTexts)) expect(text.ru && text.en).toBeTruthy()
  })
})

describe('phones and references', () => {
  it.each([
    ['8 (900) 000-00-01', '+79000000001'],
    ['+7 900 000 00 01', '+79000000001'],
    ['79000000001', '+79000000001'],
    ['9000000001', '+79000000001'],
    ['+375 29 123-45-67', '+375291234567'],
    ['12345', null],
    ['звонить вечером', null],
    ['+8 900 000 00 01', '+89000000001'],
  ])('[A-72] %s becomes %s', (text, phone) => {
    expect(normalisePhone(text)).toBe(phone)
  })

  it('a navigation reference is reordered into a GUID', () => {
    expect(guidOfNavigationRef('a9b000055d49b45e11db8c4421dda1c5')).toBe(
      '21dda1c5-8c44-11db-a9b0-00055d49b45e',
    )
    expect(guidOfNavigationRef('xyz')).toBeNull()
  })
})
