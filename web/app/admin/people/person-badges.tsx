import type { AdminUser, PersonState, Role } from '@mortar/contract'
import { useT } from '../../parts/i18n/use.ts'

const tones: Record<PersonState, string> = {
  active: 'badge-good',
  unverified: 'badge-warn',
  blocked: 'badge-bad',
  deleted: '',
}

export function PersonStateBadge({ state }: { state: PersonState }) {
  return <span className={`badge ${tones[state]}`}>{useT()(`admin.person.${state}`)}</span>
}

export function RoleBadge({ role }: { role: Role }) {
  return <span className="badge">{useT()(`admin.role.${role}`)}</span>
}

/** All they are; of who is nothing else, that they are a customer. */
export function RoleBadges({ grants }: Pick<AdminUser, 'grants'>) {
  const held = new Set<Role>(grants.map(({ role }) => role))
  return [...(held.size === 0 ? ['customer' as const] : held)].map((role) => <RoleBadge key={role} role={role} />)
}

type Work = AdminUser['grants'][number]

/** Where someone works, and as what: "Pharmacy Lyon: Pharmacist, Counter". Nothing for who works in no shop. */
export function useWorkText(): (work: Work) => string | null {
  const t = useT()
  return ({ role, shop, duties }) => {
    if (shop === null) return null
    if (role !== 'staff') return shop.name
    const words = duties.length === 0 ? t('staff.no_duty') : duties.map((duty) => t(`staff.duty.${duty}`)).join(', ')
    return t('admin.works', { shop: shop.name, duties: words })
  }
}
