/** An image as a `data:` address; Vite puts it into the built file. */
declare module '*.png?inline' {
  const url: string
  export default url
}
