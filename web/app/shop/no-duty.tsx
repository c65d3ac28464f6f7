import { useT } from '../parts/i18n/use.ts'
import { Notice } from '../ui/notice.tsx'

/** Stands in place of a form that would be refused. */
export function NoDuty() {
  const t = useT()
  return (
    <Notice tone="warn" title={t('staff.no_duty_here')}>
      <p>{t('staff.no_duty_here_text')}</p>
    </Notice>
  )
}
