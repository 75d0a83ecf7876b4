/** How a value is written into each language of the outputs so that it stays a value. Values hold no control characters (inputs.ts). */

const XML_ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** A value inside a double-quoted XML attribute. */
export function xmlAttribute(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => XML_ENTITIES[sign] ?? sign)
}

/** A value as one double-quoted argument of an Apache directive; a backslash before a quote would swallow it. */
export function apacheArgument(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

/** A value as one word of a POSIX shell. */
export function shWord(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/**
 * A value as a PowerShell literal. PowerShell ends a single-quoted string at typographic quotes too, so those are doubled
 * like the straight one.
 */
export function powershellLiteral(value: string): string {
  return `'${value.replace(/['\u2018-\u201B]/g, '$&$&')}'`
}

/**
 * A value as one argument in a batch file. Quotes are doubled, which keeps cmd inside quotes (so `&`, `|`, `>` stay text);
 * backslashes before a quote are doubled for the parser of the called program; a percent sign is doubled for cmd.
 */
export function batchArgument(value: string): string {
  return `"${value.replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) => slashes + slashes + quote + quote).replaceAll('%', '%%')}"`
}

/** A value as one argument on a command line of Windows that no shell reads (Start-Process). */
export function windowsArgument(value: string): string {
  return `"${value.replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) => slashes + slashes + (quote && '\\"'))}"`
}

/** A value of a 1C connection string: in double quotes, inner quotes doubled. */
export function connectionValue(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}
