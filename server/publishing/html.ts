import MarkdownIt from 'markdown-it'
import { publishingGuide } from './guide.ts'
import type { PublishingInputs } from './inputs.ts'

// Raw HTML stays off: a value of the inputs is never markup.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #d0d7de; padding-bottom: .25rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid #d0d7de; padding: .4rem .6rem; text-align: left; vertical-align: top; }
tr { break-inside: avoid; }
code { font: .875em/1.45 ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: #f6f8fa; padding: .8rem; white-space: pre-wrap; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid #9a6700; background: #fff8e5; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } pre { border: 1px solid #d0d7de; } a { color: inherit; } }
`.trim()

/** The guide as one printable page: no scripts, nothing loaded from anywhere. */
export function publishingPage(inputs: PublishingInputs): string {
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Установка и публикация веб-сервиса</title>
<style>
${STYLE}
</style>
</head>
<body>
${markdown.render(publishingGuide(inputs))}</body>
</html>
`
}
