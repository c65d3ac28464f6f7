import { useNavigation } from 'react-router'
import type { Route } from './+types/settings'
import { done } from '../parts/done.ts'
import { failureOf, fieldErrors } from '../parts/failure.ts'
import { minorOf, wholeOf } from '../parts/form.ts'
import { useT } from '../parts/i18n/use.ts'
import { act, page } from '../parts/page.server.ts'
import { Post } from '../parts/post.tsx'
import { Title } from '../parts/title.tsx'
import { TextField } from '../ui/field.tsx'
import { Submit } from '../ui/submit.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ api }) => ({ shop: await api.get_my_shop() }))

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api }, form) => {
    await api.update_my_shop({
      body: {
        answer_within_hours: wholeOf(form, 'answer_within_hours'),
        cash_orders_limit: wholeOf(form, 'cash_orders_limit'),
        cash_amount_limit: minorOf(form, 'cash_amount_limit'),
      },
    })
    return done(form, 'console.terms.saved')
  })

/** How the shop deals with orders: the owner's to say. */
export default function ShopSettings({ loaderData: { shop }, actionData }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const { problem, values = {} } = failure
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  const field = (name: 'answer_within_hours' | 'cash_orders_limit' | 'cash_amount_limit', now: string) => ({
    name,
    label: t(`console.terms.${name}`),
    hint: t(`console.terms.${name}_text`),
    defaultValue: values[name] ?? now,
    error: errorOf(name),
    required: true,
  })
  return (
    <div className="max-w-2xl">
      <Title>{t('console.terms')}</Title>
      <h1>{t('console.terms')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('console.terms.lead')}</p>
      <Post className="card pad space-y-5">
        <TextField {...field('answer_within_hours', String(shop.answer_within_hours))} inputMode="numeric" />
        <TextField {...field('cash_orders_limit', String(shop.cash_orders_limit))} inputMode="numeric" />
        <TextField {...field('cash_amount_limit', (shop.cash_amount_limit / 100).toFixed(2))} inputMode="decimal" />
        <Submit busy={busy}>{t('console.save')}</Submit>
      </Post>
    </div>
  )
}
