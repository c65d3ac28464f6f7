import type { Duty } from '@mortar/contract'
import { useT } from '../../parts/i18n/use.ts'

export function DutyBadges({ duties }: { duties: readonly Duty[] }) {
  const t = useT()
  return (
    <ul aria-label={t('staff.duties')} className="mt-2 flex flex-wrap gap-2">
      {duties.length === 0 && <li className="badge">{t('staff.no_duty')}</li>}
      {duties.map((duty) => (
        <li key={duty} className="badge badge-good">
          {t(`staff.duty.${duty}`)}
        </li>
      ))}
    </ul>
  )
}
