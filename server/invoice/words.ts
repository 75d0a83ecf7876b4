import russian from 'number-to-words-ru'

/**
 * An amount as 1C prints it: `Пятьдесят три тысячи семьсот тридцать девять рублей 50 копеек`.
 *
 * @param kopecks an integer; a negative one begins with «Минус»
 * @throws RangeError when it is not a safe integer
 */
export function amountInWords(kopecks: number | bigint): string {
  if (typeof kopecks === 'number' && !Number.isSafeInteger(kopecks)) {
    throw new RangeError(`An amount in kopecks must be a safe integer, not ${kopecks}`)
  }
  const amount = BigInt(kopecks)
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  // The package reads decimal text exactly; a number would pass through binary floats.
  return russian.convert(`${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`)
}
