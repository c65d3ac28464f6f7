import { z } from 'zod'
import { roles } from './access.ts'
import { addressInput, readingPhone } from './address.ts'
import { routes } from './route.ts'
import { email, instant, newPassword, newUsername, oneLine, phone, shopCard, slug, typedPhone } from './shape.ts'

/** The languages people can be written to in. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

const registration = {
  email,
  username: newUsername,
  password: newPassword,
  name: oneLine(120),
  phone: phone.optional(),
  language: z.enum(languages).optional(),
}

export const shopRegistration = readingPhone(
  z.strictObject({
    name: oneLine(120),
    phone: typedPhone.meta({ description: 'Also in the form of the country, where there is an address.' }),
    category: slug,
    address: addressInput.optional(),
    licence: oneLine(120).optional(),
  }),
  ({ address }) => address?.country,
)

export const user = z
  .strictObject({
    username: z.string(),
    email: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    role: z.enum(roles),
    language: z.enum(languages),
    email_verified: z.boolean(),
    joined_at: instant,
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>

export const registeredShop = shopCard
  .extend({ status: z.string(), category: z.string(), rating: z.number().nullable(), rating_count: z.int() })
  .meta({ id: 'RegisteredShop' })

export const shopkeeperRegistered = z.strictObject({ user, shop: registeredShop })

const customerBody = z.strictObject(registration)
const shopkeeperBody = z.strictObject({ ...registration, shop: shopRegistration })
const taken = ['email_taken', 'username_taken'] as const
/** Registering tells whether a name is taken; this is how often an address may ask. */
const limit = { tries: 20, per_s: 3600 }

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
    limit,
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
    limit,
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
    limit,
    refusals: taken,
  },
})
