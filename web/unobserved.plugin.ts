import type { Plugin } from 'vite'

const instrumentation = /react-router[\\/]dist[\\/]production[\\/]lib[\\/]router[\\/]instrumentation\.js$/

/**
 * The router can tell a tool of each of its steps. In our browsers nothing listens: what would tell it stays out of their files.
 * A router that has it elsewhere stops the build, so that this is looked at again.
 */
export function unobserved(): Plugin {
  let isFound = false
  return {
    name: 'mortar-unobserved-router',
    applyToEnvironment: ({ name, config }) => name === 'client' && config.command === 'build',
    load(id) {
      if (!instrumentation.test(id)) return null
      isFound = true
      return [
        'export const consumeInstrumentationClientResultMetaReceiver = () => undefined',
        'export const getRouteInstrumentationUpdates = () => ({})',
        'export const instrumentClientSideRouter = (router) => router',
        'export const instrumentHandler = (handler) => handler',
        'export const instrumentationResultMetaContext = undefined',
      ].join('\n')
    },
    buildEnd(error) {
      if (error === undefined && !isFound) this.error('the router keeps its instrumentation elsewhere now')
    },
  }
}
