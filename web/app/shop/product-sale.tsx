import { useT } from '../parts/i18n/use.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Submit } from '../ui/submit.tsx'
import type { Product } from './product-deeds.server.ts'
import { failureIn, Part, PartForm, useBusy } from './product-part.tsx'

/** Whether it can be bought, and the way to take it away for good. */
export function Sale({ product, answer }: { product: Product; answer: unknown }) {
  const t = useT()
  const done = typeof answer === 'object' && answer !== null && 'done' in answer ? answer.done : null
  const told = done === 'on' || done === 'off' ? t(`console.sale.${done}`) : null
  const removing = useBusy('remove')
  return (
    <Part id="sale" title={t('console.sale')} done={told}>
      <p className="mb-4 text-soft">{t(product.is_live ? 'console.sale.is_on' : 'console.sale.is_off')}</p>
      <ProblemNotice problem={failureIn(answer, 'live').problem ?? failureIn(answer, 'remove').problem} />
      <div className="flex flex-wrap items-start justify-between gap-3">
        <PartForm part="sale" deed="live">
          <Submit busy={useBusy('live')} name="is_live" value={String(!product.is_live)} className="btn-calm">
            {t(product.is_live ? 'console.take_off' : 'console.put_on')}
          </Submit>
        </PartForm>
        <Confirm
          label={t('console.remove_product')}
          title={t('console.remove_product_title', { name: product.name })}
          text={t('console.remove_product_text')}
          back={t('console.back')}
        >
          <PartForm part="sale" deed="remove">
            <Submit busy={removing} className="btn-bad w-full">
              {t('console.remove_product')}
            </Submit>
          </PartForm>
        </Confirm>
      </div>
    </Part>
  )
}
