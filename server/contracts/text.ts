/** A sentence or a title in both languages of the product. The dictionaries of contracts are made of these. */
export interface Text {
  ru: string
  en: string
}
