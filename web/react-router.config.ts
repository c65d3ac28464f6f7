import type { Config } from '@react-router/dev/config'

export default {
  appDirectory: 'app',
  buildDirectory: process.env['MORTAR_WEB_BUILD'] ?? '.build/local',
  // A page brings its own routes; those that its links lead to are asked for once it is alive. The list of all of them
  // would weigh more with every console page, on product pages too.
  routeDiscovery: { mode: 'lazy' },
} satisfies Config
