import { choiceOf } from '../../parts/choice.server.ts'
import { maybeText, textOf } from '../../parts/form.ts'
import type { Web } from '../../parts/page.server.ts'

/** A decision on a shop, as its form says it. */
export function decide({ api }: Web, form: FormData) {
  const input = { params: { slug: textOf(form, 'slug') }, body: { note: maybeText(form, 'note') } }
  const decision = choiceOf(form, 'decision', ['approve', 'reject', 'suspend', 'reinstate'])
  if (decision === 'approve') return api.approve_shop(input)
  if (decision === 'suspend') return api.suspend_shop(input)
  if (decision === 'reinstate') return api.reinstate_shop(input)
  return api.reject_shop(input)
}
