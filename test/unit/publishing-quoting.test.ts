import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  apacheArgument,
  batchArgument,
  powershellLiteral,
  shWord,
  windowsArgument,
} from '../../server/publishing/quoting.ts'
import { code, codeBlock, table } from '../../server/publishing/markdown.ts'

const NASTY = [
  `Торг & "Ко" <100%> 'x' \`id\` $(id) $HOME ; | ^ !PATH! %PATH%`,
  `D:\\Базы\\`,
  `a\\"b\\\\`,
  `’; calc ‘`,
  '-x',
]

/** Signs that mean something to a shell, beside letters. */
const line = fc.string({
  unit: fc.constantFrom(...`ab я"'\\&|<>^%!\`$();’‚`),
  maxLength: 20,
})

/** cmd as it reads a batch line: `%%` is a percent sign, quotes toggle; returns the text and what stood outside quotes. */
function readByCmd(written: string): { text: string; outside: string } {
  expect(written.replaceAll('%%', '')).not.toContain('%')
  const text = written.replaceAll('%%', '%')
  let quoted = false
  let outside = ''
  for (const sign of text)
    if (sign === '"') quoted = !quoted
    else if (!quoted) outside += sign
  return { text, outside }
}

/** One argument as the C runtime of Windows reads it. */
function readByProgram(text: string): string {
  let value = ''
  let quoted = false
  for (let index = 0; index < text.length;) {
    const slashes = /^\\*/.exec(text.slice(index))?.[0].length ?? 0
    index += slashes
    if (text[index] !== '"') {
      value += '\\'.repeat(slashes) + (text[index] ?? '')
      index += 1
      continue
    }
    value += '\\'.repeat(Math.floor(slashes / 2))
    if (slashes % 2 === 1) value += '"'
    else if (quoted && text[index + 1] === '"') {
      value += '"'
      index += 1
    } else quoted = !quoted
    index += 1
  }
  expect(quoted).toBe(false)
  return value
}

describe('values stay values', () => {
  it.each(NASTY)('[P-07] in a shell of Linux: %s', (value) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shWord(value)}`], { encoding: 'utf8' })).toBe(value)
  })

  it('[P-07] in a batch file: cmd sees nothing outside quotes, the program gets the value', () => {
    const holds = (value: string): void => {
      const { text, outside } = readByCmd(batchArgument(value))
      expect(outside).toBe('')
      expect(readByProgram(text)).toBe(value)
    }
    NASTY.forEach(holds)
    fc.assert(fc.property(line, holds))
  })

  it('[P-07] on a command line of Start-Process', () => {
    const holds = (value: string): void => {
      expect(readByProgram(windowsArgument(value))).toBe(value)
    }
    NASTY.forEach(holds)
    fc.assert(fc.property(line, holds))
  })

  it('[P-07] in PowerShell, which ends a literal at typographic quotes too', () => {
    expect(powershellLiteral(`’; calc; '`)).toBe(`'’’; calc; '''`)
    fc.assert(
      fc.property(line, (value) => {
        const inside = powershellLiteral(value).slice(1, -1)
        expect(inside.replace(/(['‘’‚‛])\1/g, '')).not.toMatch(/['‘’‚‛]/)
        expect(inside.replace(/(['‘’‚‛])\1/g, '$1')).toBe(value)
      }),
    )
  })

  it('[P-07] in Apache', () => {
    expect(apacheArgument('a"b\\')).toBe('"a\\"b\\\\"')
  })

  it('in the Markdown of the guide', () => {
    expect(code('a`b')).toBe('``a`b``')
    expect(code('`')).toBe('`` ` ``')
    expect(codeBlock('sh', '\uFEFFa ```` b\r\n')).toBe('`````sh\na ```` b\n`````')
    expect(table(['a'], [['x|y']])).toBe('| a |\n| --- |\n| x\\|y |')
  })
})
