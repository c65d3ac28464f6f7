import type { Config } from '@react-router/dev/config'

export default {
  appDirectory: 'app',
  buildDirectory: process.env['MORTAR_WEB_BUILD'] ?? '.build/local',
  // All routes are known from the start: one request less before the first navigation, and no manifest endpoint.
  routeDiscovery: { mode: 'initial' },
} satisfies Config
