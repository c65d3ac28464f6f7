import type { SavedAddress } from '@mortar/contract'
import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/addresses'
import { addressOf } from '../../parts/address-fields.tsx'
import { Answer, useIsAnswered } from '../../parts/answer.tsx'
import { choiceOf } from '../../parts/choice.server.ts'
import { countries } from '../../parts/countries.server.ts'
import { textOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { AddressLines } from '../../parts/order.tsx'
import { act, page, type Web } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Submit } from '../../ui/submit.tsx'
import { AddressForm } from './address-form.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => ({
    addresses: (await api.list_addresses()).results,
    countries: countries(localeOf(url.pathname)),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => redirect(web.path(`/account/addresses?done=${await change(web, form)}`)))

/** Without an id the form is that of a new address. Answers what was done. */
async function change({ api }: Web, form: FormData): Promise<'saved' | 'deleted' | 'default'> {
  const params = { id: textOf(form, 'id') }
  const deed = choiceOf(form, 'deed', ['save', 'delete', 'default'])
  if (deed === 'delete') {
    await api.delete_address({ params })
    return 'deleted'
  }
  if (deed === 'default') {
    await api.update_address({ params, body: { is_default: true } })
    return 'default'
  }
  const body = { address: addressOf(form), is_default: form.has('is_default') ? true : undefined }
  await (params.id === '' ? api.create_address({ body }) : api.update_address({ params, body }))
  return 'saved'
}

export default function Addresses({ loaderData: { addresses, countries: list }, actionData }: Route.ComponentProps) {
  const t = useT()
  const [params] = useSearchParams()
  const edited = params.get('edit')
  return (
    <div className="space-y-4">
      <Title>{t('addresses.title')}</Title>
      <Answer told="addresses.done" unless={formsOn(addresses, params)} />
      <Head isAdding={params.has('new')} isEmpty={addresses.length === 0} />
      {params.has('new') && <AddressForm countries={list} answer={actionData} />}
      <ul className="space-y-4">
        {addresses.map((one) => (
          <li key={one.id}>
            {one.id === edited ? <AddressForm saved={one} countries={list} answer={actionData} /> : <Saved one={one} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Those that are there to say what became of them. */
const formsOn = (addresses: SavedAddress[], params: URLSearchParams): string[] => [
  ...(params.has('new') ? ['new'] : []),
  ...addresses.flatMap(({ id, is_default }) =>
    id === params.get('edit') ? [id] : [...(is_default ? [] : [`default.${id}`]), `delete.${id}`],
  ),
]

function Head({ isAdding, isEmpty }: { isAdding: boolean; isEmpty: boolean }) {
  const t = useT()
  const add = (
    <A to="/account/addresses?new" preventScrollReset className="btn btn-main btn-small">
      <Icon name="plus" />
      {t('addresses.add')}
    </A>
  )
  if (isEmpty && !isAdding) {
    return (
      <Empty icon="pin" title={t('addresses.empty')} text={t('addresses.empty_text')}>
        {add}
      </Empty>
    )
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <h2>{t('addresses.title')}</h2>
      {!isAdding && add}
    </div>
  )
}

function Saved({ one: { id, is_default, address } }: { one: SavedAddress }) {
  const t = useT()
  const busy = useNavigation().formData?.get('id') === id
  const named = `${address.name}, ${address.line1}`
  return (
    <div className="card pad flex flex-wrap items-start justify-between gap-4">
      <div className="min-w-48 flex-1 break-words">
        {is_default && <p className="badge badge-good mb-2">{t('addresses.default')}</p>}
        <AddressLines address={address} />
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {!is_default && (
          <Post name={`default.${id}`}>
            <input type="hidden" name="id" value={id} />
            <Submit
              busy={busy}
              name="deed"
              value="default"
              aria-label={t('addresses.make_default_of', { address: named })}
              className="btn-calm btn-small"
            >
              {t('addresses.make_default')}
            </Submit>
          </Post>
        )}
        <A
          to={`/account/addresses?edit=${id}`}
          preventScrollReset
          aria-label={t('addresses.edit_of', { address: named })}
          className="btn btn-calm btn-small"
        >
          {t('addresses.edit')}
        </A>
        <Confirm
          label={t('addresses.delete')}
          title={t('addresses.confirm')}
          text={t('addresses.confirm_text', { address: named })}
          back={t('account.back')}
          isOpen={useIsAnswered(`delete.${id}`)}
        >
          <Post name={`delete.${id}`}>
            <input type="hidden" name="id" value={id} />
            <Submit busy={busy} name="deed" value="delete" className="btn-bad w-full">
              {t('addresses.delete')}
            </Submit>
          </Post>
        </Confirm>
      </div>
    </div>
  )
}
