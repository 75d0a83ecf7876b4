/** Files of `swagger-ui-dist` that a page needs. */
export const swaggerFiles = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-32x32.png',
] as const

export interface SpecLink {
  name: string
  /** Address of the document, relative to the page or absolute. */
  url: string
}

export interface SwaggerPage {
  title: string
  /** Where the files and `start.js` are, with a slash at the end; `./` when beside the page. */
  files: string
  specs: readonly SpecLink[]
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** The page of Swagger UI. It holds no script of its own, so the content security policy needs no exception. */
export const swaggerPage = ({ title, files, specs }: SwaggerPage): string => `<!doctype html>
<html lang="ru">
  <head>
    <meta charset="utf-8">
    <title>${escaped(title)}</title>
    <link rel="icon" type="image/png" sizes="32x32" href="${files}favicon-32x32.png">
    <link rel="stylesheet" href="${files}swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui" data-specs="${escaped(JSON.stringify(specs))}"></div>
    <script src="${files}swagger-ui-bundle.js"></script>
    <script src="${files}swagger-ui-standalone-preset.js"></script>
    <script src="${files}start.js"></script>
  </body>
</html>
`

/** Starts Swagger UI with the documents that the page names. Nothing is sent to a validator of others. */
export const swaggerStart = `SwaggerUIBundle({
  urls: JSON.parse(document.getElementById('swagger-ui').dataset.specs),
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
})
`
