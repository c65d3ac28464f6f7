import type { AdminShop, ShopStatus } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { Answer, useIsAnswered } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { AddressLines } from '../../parts/order.tsx'
import { Post } from '../../parts/post.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { Fact } from '../fact.tsx'

const tones: Record<ShopStatus, string> = {
  pending: 'badge-warn',
  approved: 'badge-good',
  rejected: 'badge-bad',
  suspended: 'badge-bad',
}

/** All that a decision needs, and the decisions that its state leaves open. */
export function ShopCard({ shop }: { shop: AdminShop }) {
  const t = useT()
  return (
    <li className="card pad">
      <div className="flex flex-wrap items-center gap-3">
        <h2>{shop.name}</h2>
        <span className={`badge ${tones[shop.status]}`}>{t(`admin.status.${shop.status}`)}</span>
        <span className="badge">{t.maybe(`shop_category.${shop.category}`) ?? shop.category}</span>
      </div>
      <dl className="my-4 grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <Fact label={t('admin.owner')}>
          {shop.owner.name}
          <span className="block text-sm break-all text-soft">{shop.owner.email}</span>
        </Fact>
        <Fact label={t('address.phone')}>{shop.phone}</Fact>
        <Fact label={t('register_shop.licence')}>{shop.licence ?? t('admin.none')}</Fact>
        <Fact label={t('admin.registered')}>
          <Instant at={shop.registered_at} />
        </Fact>
        {shop.address !== null && (
          <Fact label={t('admin.address')}>
            <AddressLines address={shop.address} />
          </Fact>
        )}
        {shop.status_note !== null && <Fact label={t('console.note')}>{shop.status_note}</Fact>}
      </dl>
      <div className="mb-4 empty:hidden">
        <Answer to={shop.slug} unless={decisionsOn(shop).map((decision) => `${shop.slug}.${decision}`)} />
      </div>
      <Decisions shop={shop} />
    </li>
  )
}

const decisions = {
  pending: ['approve', 'reject'],
  suspended: ['reinstate'],
  approved: ['suspend'],
  rejected: [],
} as const satisfies Record<ShopStatus, string[]>
type Decided = (typeof decisions)[ShopStatus][number]

const decisionsOn = ({ status }: AdminShop): readonly Decided[] => decisions[status]

function Decisions({ shop }: { shop: AdminShop }) {
  return (
    <div className="flex flex-wrap gap-2.5">
      {decisionsOn(shop).map((decision) =>
        decision === 'approve' || decision === 'reinstate' ? (
          <Yes key={decision} shop={shop} decision={decision} />
        ) : (
          <No key={decision} shop={shop} decision={decision} />
        ),
      )}
    </div>
  )
}

type Decision = { shop: AdminShop; decision: Decided }

const useBusy = (slug: string) => useNavigation().formData?.get('slug') === slug

function Yes({ shop, decision }: Decision) {
  const t = useT()
  const busy = useBusy(shop.slug)
  return (
    <Post name={`${shop.slug}.${decision}`}>
      <input type="hidden" name="slug" value={shop.slug} />
      <Submit busy={busy} name="decision" value={decision} className="btn-main btn-small">
        {t(`admin.${decision}`)}
      </Submit>
    </Post>
  )
}

function No({ shop, decision }: Decision) {
  const t = useT()
  const busy = useBusy(shop.slug)
  const name = `${shop.slug}.${decision}`
  const label = t(`admin.${decision}`)
  return (
    <Confirm
      label={label}
      title={`${label}: ${shop.name}`}
      text={t('admin.note_text')}
      back={t('console.back')}
      isOpen={useIsAnswered(name)}
    >
      <Post name={name} className="space-y-4">
        <input type="hidden" name="slug" value={shop.slug} />
        <TextArea label={t('console.note')} optional={t('form.optional')} name="note" maxLength={500} />
        <Submit busy={busy} name="decision" value={decision} className="btn-bad w-full">
          {label}
        </Submit>
      </Post>
    </Confirm>
  )
}
