declare module 'virtual:messages/*' {
  const catalogue: Record<string, import('./parts/i18n/format.ts').Compiled>
  export default catalogue
}

declare module 'virtual:message-files' {
  const files: Record<string, string>
  export default files
}
