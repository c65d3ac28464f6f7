import { useNavigation } from 'react-router'
import type { Route } from './+types/register-shop'
import { AddressFields, addressOf } from '../../parts/address-fields.tsx'
import { countries } from '../../parts/countries.server.ts'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { maybeText, textOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { enter } from '../../parts/session.server.ts'
import { Title } from '../../parts/title.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { licenceOf, PersonFields, personOf } from './person-fields.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => ({
    kinds: (await api.list_shop_categories()).results,
    countries: countries(localeOf(url.pathname)),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { phone: _, ...person } = personOf(form)
    const shopName = textOf(form, 'shop_name')
    const shop = {
      name: shopName,
      phone: maybeText(form, 'shop_phone') ?? '',
      category: textOf(form, 'category'),
      licence: licenceOf(form),
      address: { ...addressOf(form), name: shopName, phone: undefined },
    }
    await web.api.create_shopkeeper({ body: { ...person, language: localeOf(web.url.pathname), shop } })
    return enter(web, args.request, { login: person.username, password: person.password }, web.path('/shop'))
  })

export default function RegisterShop({ actionData, loaderData: { kinds, countries: list } }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const { problem, values = {} } = failure
  const errorOf = fieldErrors(t, problem)
  const inShop = (field: string) => errorOf(`shop.${field}`)
  const busy = useNavigation().formMethod === 'POST'
  return (
    <div className="mx-auto max-w-2xl">
      <Title description={t('register_shop.description')}>{t('register_shop.title')}</Title>
      <h1>{t('register_shop.title')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('register_shop.lead')}</p>
      <Post leaves className="space-y-6">
        <section className="card pad" aria-labelledby="you">
          <h2 id="you" className="mb-4">
            {t('register_shop.you')}
          </h2>
          <PersonFields values={values} errorOf={errorOf} />
        </section>
        <section className="card pad" aria-labelledby="your-shop">
          <h2 id="your-shop" className="mb-4">
            {t('register_shop.shop')}
          </h2>
          <div className="mb-4 grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('register_shop.name')}
              name="shop_name"
              autoComplete="organization"
              defaultValue={values['shop_name']}
              error={inShop('name')}
              required
              maxLength={120}
              className="sm:col-span-2"
            />
            <SelectField
              label={t('register_shop.kind')}
              name="category"
              defaultValue={values['category'] ?? 'pharmacy'}
              error={inShop('category')}
            >
              {kinds.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {t.maybe(`shop_category.${slug}`) ?? name}
                </option>
              ))}
            </SelectField>
            <TextField
              label={t('register_shop.phone')}
              hint={t('address.phone_hint')}
              name="shop_phone"
              type="tel"
              defaultValue={values['shop_phone']}
              error={inShop('phone')}
              required
              maxLength={24}
            />
            <TextField
              label={t('register_shop.licence')}
              optional={t('form.optional')}
              name="licence"
              defaultValue={values['licence']}
              error={inShop('licence')}
              maxLength={120}
              className="sm:col-span-2"
            />
          </div>
          <AddressFields countries={list} values={values} errorOf={inShop} withPerson={false} />
        </section>
        <Submit busy={busy} className="btn-main w-full">
          {t('register_shop.submit')}
        </Submit>
        <p className="text-soft">
          {t('register_shop.customer')}{' '}
          <A to="/register" className="link">
            {t('register.title')}
          </A>
        </p>
      </Post>
    </div>
  )
}
