import { z } from 'zod'
import { roles } from './access.ts'
import { routes } from './route.ts'
import { email, instant, newPassword, phone, shopCard, slug, text, username, uuid, addressInput } from './shape.ts'

const registration = {
  email,
  username,
  password: newPassword,
  name: text(120),
  phone: phone.optional(),
}

export const shopRegistration = z.strictObject({
  name: text(120),
  phone,
  category: slug,
  address: addressInput.optional(),
  licence: text(120).optional(),
})

export const user = z
  .strictObject({
    username: z.string(),
    email: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    role: z.enum(roles),
    email_verified: z.boolean(),
    joined_at: instant,
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>

export const registeredShop = shopCard
  .extend({ status: z.string(), category: z.string(), rating: z.number().nullable(), rating_count: z.int() })
  .meta({ id: 'RegisteredShop' })

export const shopkeeperRegistered = z.strictObject({ user, shop: registeredShop })

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

const customerBody = z.strictObject(registration)
const shopkeeperBody = z.strictObject({ ...registration, shop: shopRegistration })
const taken = ['email_taken', 'username_taken'] as const

export const people = routes({
  create_customer: {
    method: 'POST',
    url: '/api/customers/create',
    tag: 'People',
    summary: 'Register as a customer',
    access: 'anyone',
    body: customerBody,
    answer: user,
    status: 201,
    refusals: taken,
  },
  create_shopkeeper: {
    method: 'POST',
    url: '/api/shopkeepers/create',
    tag: 'People',
    summary: 'Register as a shopkeeper, with a shop that waits for approval',
    access: 'anyone',
    body: shopkeeperBody,
    answer: shopkeeperRegistered,
    status: 201,
    refusals: taken,
  },
  register: {
    method: 'POST',
    url: '/api/register',
    tag: 'People',
    summary: 'Register as either; `role` tells which',
    access: 'anyone',
    body: z.discriminatedUnion('role', [
      customerBody.extend({ role: z.literal('customer') }),
      shopkeeperBody.extend({ role: z.literal('shopkeeper') }),
    ]),
    answer: z.union([shopkeeperRegistered, z.strictObject({ user })]),
    status: 201,
    refusals: taken,
  },
  login: {
    method: 'POST',
    url: '/api/login',
    tag: 'Sessions',
    summary: 'Sign in with an e-mail address or a username',
    description: 'An unknown name and a wrong password answer alike, in words and in time.',
    access: 'anyone',
    body: z.strictObject({
      login: z.string().min(1).max(254),
      password: z.string().min(1).max(200),
      device: text(120).optional().meta({ description: 'A name for this device, shown in the list of sessions.' }),
      device_token: z.string().max(200).optional(),
    }),
    answer: tokens,
    refusals: ['invalid_credentials'],
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
    answer: z.strictObject({
      results: z.array(
        z.strictObject({
          id: uuid,
          device: z.string().nullable(),
          ip: z.string().nullable(),
          signed_in_at: instant,
          last_activity: instant,
          ended_at: instant.nullable(),
          current: z.boolean(),
        }),
      ),
    }),
  },
  get_me: {
    method: 'GET',
    url: '/api/me',
    tag: 'People',
    summary: 'Who I am',
    access: 'signed_in',
    answer: user.extend({ shop: shopCard.extend({ status: z.string() }).nullable() }).meta({ id: 'Me' }),
  },
})
