import type { Order, OrderMove } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { useIsAnswered } from '../../parts/answer.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { useMay } from '../may.ts'
import { Post } from '../../parts/post.tsx'

/** What can be done with an order now, as the API says. Every form posts to the order's own page. */
export function Moves({ order, stay }: { order: Order; stay?: string }) {
  const t = useT()
  const may = useMay()
  const busy = useNavigation().formAction?.includes(order.order_number) ?? false
  const isCancelling = useIsAnswered('cancel')
  const fields = (move: OrderMove) => (
    <>
      <input type="hidden" name="move" value={move} />
      {stay !== undefined && <input type="hidden" name="back" value={stay} />}
    </>
  )
  // A list is left and come back to; the order's own page says beside its form what came of it.
  const there = stay === undefined ? {} : { action: `/shop/orders/${order.order_number}` }
  if (order.moves.length === 0 || !may.orders) return null
  return (
    <div className="flex flex-wrap items-end gap-2.5">
      {(['approve', 'deliver'] as const).map(
        (move) =>
          order.moves.includes(move) && (
            <Post key={move} name={move} {...there}>
              {fields(move)}
              <Submit busy={busy} className="btn-main btn-small">
                {t(`console.move.${move}`)}
              </Submit>
            </Post>
          ),
      )}
      {order.moves.includes('ship') && (
        <Ship there={there} busy={busy}>
          {fields('ship')}
        </Ship>
      )}
      {order.moves.includes('cancel') && (
        <Confirm
          label={t('console.move.cancel')}
          title={t('console.cancel')}
          text={t('console.cancel_text')}
          back={t('console.back')}
          isOpen={isCancelling}
        >
          <Post name="cancel" {...there} className="space-y-4">
            {fields('cancel')}
            <TextField label={t('console.note')} optional={t('form.optional')} name="note" maxLength={500} />
            <Submit busy={busy} className="btn-bad w-full">
              {t('console.cancel_now')}
            </Submit>
          </Post>
        </Confirm>
      )}
    </div>
  )
}

/** Carrier and number may be left out: some parcels go by bicycle. */
function Ship({ there, busy, children }: { there: { action?: string }; busy: boolean; children: React.ReactNode }) {
  const t = useT()
  return (
    <Post name="ship" {...there} className="flex flex-wrap items-end gap-2.5">
      {children}
      <TextField
        label={t('tracking.carrier')}
        optional={t('form.optional')}
        name="carrier"
        maxLength={80}
        className="w-48"
      />
      <TextField
        label={t('tracking.number')}
        optional={t('form.optional')}
        name="tracking_number"
        maxLength={80}
        className="w-60"
      />
      <Submit busy={busy} className="btn-main btn-small">
        {t('console.move.ship')}
      </Submit>
    </Post>
  )
}
