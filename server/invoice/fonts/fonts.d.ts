/** A TrueType file that Vite inlines: the default export is its `data:` URL. */
declare module '*.ttf?inline' {
  const dataUrl: string
  export default dataUrl
}
