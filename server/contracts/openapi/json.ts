/** A JSON object of a document that is being made. */
export type Json = Record<string, unknown>

/** Which OpenAPI a document is written in: 3.1, or 3.0.3 for tools that do not read 3.1 (BD-38). */
export type OpenApiVersion = '3.1' | '3.0'
