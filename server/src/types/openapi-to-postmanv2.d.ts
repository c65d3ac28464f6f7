declare module 'openapi-to-postmanv2' {
  type Converted = { result: boolean; reason?: string; output?: { type: string; data: object }[] }
  const converter: {
    convert: (
      input: { type: 'json'; data: object },
      options: Record<string, unknown>,
      done: (error: Error | null, result?: Converted) => void,
    ) => void
  }
  export default converter
}
