/** `ё` is `е` to whoever searches; letters of both sizes are alike to the index itself. */
export const fold = (text: string): string => text.replaceAll('ё', 'е').replaceAll('Ё', 'Е')
