import { z } from 'zod'
import { duties, roles } from './access.ts'
import { user } from './people.ts'
import { routes } from './route.ts'
import { instant, list, pages, prose, shopName, text, username } from './shape.ts'

/** What the platform's admins see and do about people. */

export const personStates = ['active', 'unverified', 'blocked', 'deleted'] as const
export type PersonState = (typeof personStates)[number]

export const adminUser = user
  .extend({
    state: z.enum(personStates).meta({ description: '`unverified`: active, the e-mail address not proved yet.' }),
    blocked_reason: z.string().nullable(),
    shop: shopName.nullable(),
    duties: z.array(z.enum(duties)),
    grants: z
      .array(z.strictObject({ role: z.enum(roles), shop: shopName.nullable(), duties: z.array(z.enum(duties)) }))
      .meta({
        description:
          'All they are, but for a customer, which everybody is. `role`, `shop` and `duties` are those of the first.',
      }),
    second_factor: z.boolean(),
    last_activity: instant.nullable(),
  })
  .meta({ id: 'AdminUser' })
export type AdminUser = z.infer<typeof adminUser>

const one = z.strictObject({ username })
const reason = z.strictObject({ reason: prose(500).optional() })

export const users = routes({
  active_users: {
    method: 'GET',
    url: '/api/active',
    tag: 'Platform',
    summary: 'Who is signed in, the most recently active first',
    access: 'admin',
    description: '`role` is the one that the session acts in.',
    query: z.strictObject({ ...pages, type: z.enum(roles).optional() }),
    answer: list(
      z.strictObject({
        user: z.strictObject({ username: z.string(), name: z.string(), role: z.enum(roles) }),
        last_activity: instant.meta({ description: 'Exact to a minute.' }),
        signed_in_at: instant,
        device: z.string().nullable(),
        ip: z.string().nullable(),
      }),
    ),
  },
  list_users: {
    method: 'GET',
    url: '/api/admin/users',
    tag: 'Platform',
    summary: 'All people, newest first',
    access: 'admin',
    query: z.strictObject({
      ...pages,
      q: text(120).optional().meta({ description: 'In username, name or e-mail address.' }),
      role: z.enum(roles).optional().meta({ description: 'Who has it; `customer`: and nothing else.' }),
      state: z.enum(personStates).optional(),
    }),
    answer: list(adminUser),
  },
  get_user: {
    method: 'GET',
    url: '/api/admin/users/:username',
    tag: 'Platform',
    summary: 'One person',
    access: 'admin',
    params: one,
    answer: adminUser,
    refusals: ['not_found'],
  },
  update_user: {
    method: 'PATCH',
    url: '/api/admin/users/:username',
    tag: 'Platform',
    summary: 'Make a person an admin, or an admin one no more; ends their sessions',
    access: 'admin',
    params: one,
    body: z.strictObject({ role: z.enum(['customer', 'admin']) }),
    answer: adminUser,
    refusals: ['not_found', 'move_not_allowed', 'last_admin'],
  },
  block_user: {
    method: 'POST',
    url: '/api/admin/users/:username/block',
    tag: 'Platform',
    summary: 'Keep a person out; ends their sessions at once',
    access: 'admin',
    params: one,
    body: reason,
    answer: adminUser,
    status: 200,
    refusals: ['not_found', 'move_not_allowed', 'last_admin'],
  },
  unblock_user: {
    method: 'POST',
    url: '/api/admin/users/:username/unblock',
    tag: 'Platform',
    summary: 'Let a person in again',
    access: 'admin',
    params: one,
    body: reason,
    answer: adminUser,
    status: 200,
    refusals: ['not_found', 'move_not_allowed'],
  },
  reset_second_factor: {
    method: 'POST',
    url: '/api/admin/users/:username/reset-second-factor',
    tag: 'Platform',
    summary: 'Turn off the second factor of somebody who lost it; ends their sessions, and they are told by mail',
    access: 'admin',
    params: one,
    body: reason,
    answer: adminUser,
    status: 200,
    refusals: ['not_found', 'second_factor_off'],
  },
})
