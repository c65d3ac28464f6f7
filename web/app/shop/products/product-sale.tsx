import { useIsAnswered } from '../../parts/answer.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Submit } from '../../ui/submit.tsx'
import type { Product } from './product-deeds.server.ts'
import { Part, PartForm, useBusy } from './product-part.tsx'

/** Whether it can be bought, and the way to take it away for good. */
export function Sale({ product }: { product: Product }) {
  const t = useT()
  const removing = useBusy('remove')
  return (
    <Part id="sale" title={t('console.sale')}>
      <p className="mb-4 text-soft">{t(product.is_live ? 'console.sale.is_on' : 'console.sale.is_off')}</p>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <PartForm deed="live" className="space-y-3">
          <Submit busy={useBusy('live')} name="is_live" value={String(!product.is_live)} className="btn-calm btn-small">
            {t(product.is_live ? 'console.take_off' : 'console.put_on')}
          </Submit>
        </PartForm>
        <Confirm
          label={t('console.remove_product')}
          title={t('console.remove_product_title', { name: product.name })}
          text={t('console.remove_product_text')}
          back={t('console.back')}
          isOpen={useIsAnswered('remove')}
        >
          <PartForm deed="remove" className="space-y-4">
            <Submit busy={removing} className="btn-bad w-full">
              {t('console.remove_product')}
            </Submit>
          </PartForm>
        </Confirm>
      </div>
    </Part>
  )
}
