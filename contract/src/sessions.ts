import { z } from 'zod'
import { user } from './people.ts'
import { routes } from './route.ts'
import { instant, list, oneLine, pages, text, uuid } from './shape.ts'

/** As people copy it out of a mail or an app: blanks and hyphens do not count. */
export const code = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\dA-Za-z -]+$/, 'must be letters and digits')

export const tokens = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_at: instant,
    refresh_token: z.string(),
    device_token: z.string(),
    user,
  })
  .meta({ id: 'Tokens' })
export type Tokens = z.infer<typeof tokens>

export const session = z.strictObject({
  id: uuid,
  device: z.string().nullable(),
  ip: z.string().nullable(),
  signed_in_at: instant,
  last_activity: instant,
  ended_at: instant.nullable(),
  current: z.boolean(),
})

export const sessions = routes({
  login: {
    method: 'POST',
    url: '/api/login',
    tag: 'Sessions',
    summary: 'Sign in with an e-mail address or a username',
    description:
      '`two_factor_required` says in `errors` where the code is: `in_app` or `mailed`. An unknown name and a wrong password answer alike, in words and in time. An account takes 10 tries in 15 minutes from devices it does not know, 5 of them from one address; each device it knows (`device_token`) takes 10 of its own, all of them 30; an address takes 50.',
    access: 'anyone',
    body: z.strictObject({
      login: text(254),
      password: z.string().min(1).max(200),
      device: oneLine(120).optional().meta({ description: 'A name for this device, shown in the list of sessions.' }),
      device_token: z
        .string()
        .max(200)
        .optional()
        .meta({ description: "From an earlier sign-in: strangers' guesses do not keep a known device out." }),
      grant: uuid.optional().meta({
        description: 'By which of my grants this session acts; without, by the one I chose last, else the first.',
      }),
      code: code.optional().meta({ description: 'The second factor: from the app, a mail, or a recovery code.' }),
    }),
    answer: tokens,
    refusals: ['invalid_credentials', 'two_factor_required', 'two_factor_wrong'],
  },
  refresh_token: {
    method: 'POST',
    url: '/api/token/refresh',
    tag: 'Sessions',
    summary: 'Exchange a refresh token for a new pair',
    description: 'Each refresh token works once. One that was used before ends its session.',
    access: 'anyone',
    body: z.strictObject({ refresh_token: z.string().min(1).max(400) }),
    answer: tokens,
    refusals: ['session_ended'],
  },
  logout: {
    method: 'POST',
    url: '/api/logout',
    tag: 'Sessions',
    summary: 'End this session at once, or all of mine',
    access: 'signed_in',
    body: z.strictObject({ everywhere: z.boolean().default(false) }),
    status: 204,
  },
  list_sessions: {
    method: 'GET',
    url: '/api/sessions',
    tag: 'Sessions',
    summary: 'My devices, with ended sessions and when they ended',
    access: 'signed_in',
    query: z.strictObject(pages),
    answer: list(session),
  },
  end_session: {
    method: 'DELETE',
    url: '/api/sessions/:id',
    tag: 'Sessions',
    summary: 'Sign one of my devices out, at once',
    access: 'signed_in',
    params: z.strictObject({ id: uuid }),
    status: 204,
    refusals: ['not_found'],
  },
})
