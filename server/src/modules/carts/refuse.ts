import type { FieldError, LineProblem, RefusalCode } from '@mortar/contract'
import { Refusal } from '../../kernel/refusal.ts'

/** A line and what pricing found wrong with it. `path` says where it stands in the input: empty, or `items.3.`. */
export type JudgedLine = {
  path: string
  variant_id: number
  quantity: number
  stock: number
  problems: readonly LineProblem[]
}

/** Why something is not sold, to be read by whoever wanted it. Prescriptions cannot be shown to the shops yet. */
const reasons: Partial<Record<LineProblem, { code: RefusalCode; detail: string; message: string }>> = {
  narcotic: {
    code: 'not_for_sale',
    detail: 'Narcotics are shown here and never sold here.',
    message: 'is a narcotic, which is never sold here',
  },
  not_for_sale: {
    code: 'not_for_sale',
    detail: 'The product is not sold at the moment.',
    message: 'is not sold at the moment',
  },
  prescription_required: {
    code: 'prescription_required',
    detail: 'This medicine is supplied on prescription only, and a prescription cannot be presented here yet.',
    message: 'is supplied on prescription only, and a prescription cannot be presented here yet',
  },
}

/** Names every line that may not be bought at all: first what nobody can buy, then what needs a prescription. */
export function refuseUnsellable(lines: readonly Pick<JudgedLine, 'path' | 'problems'>[]): void {
  for (const code of ['not_for_sale', 'prescription_required'] as const) {
    const details = new Set<string>()
    const errors = lines.flatMap(({ path, problems }): FieldError[] => {
      const problem = problems.find((each) => reasons[each]?.code === code)
      const reason = problem === undefined ? undefined : reasons[problem]
      if (problem === undefined || reason === undefined) return []
      details.add(reason.detail)
      return [{ field: `${path}product`, code: problem, message: reason.message }]
    })
    if (errors.length > 0) throw new Refusal(code, { detail: [...details].join(' '), errors })
  }
}

/** Names every line of which more is asked than can be bought; lines of one variant count together. */
export function refuseShort(lines: readonly JudgedLine[]): void {
  const asked = new Map<number, number>()
  for (const { variant_id, quantity } of lines) asked.set(variant_id, (asked.get(variant_id) ?? 0) + quantity)
  const short = lines.filter(({ variant_id, stock }) => (asked.get(variant_id) ?? 0) > stock)
  if (short.length > 0) throw outOfStock(short.map(({ path, stock }) => ({ path, available: stock })))
}

export function outOfStock(short: readonly { path: string; available: number }[]): Refusal {
  return new Refusal('out_of_stock', {
    errors: short.map(({ path, available }) => ({
      field: `${path}quantity`,
      code: 'out_of_stock',
      message: available > 0 ? `only ${available} can be bought now` : 'none can be bought now',
    })),
  })
}
