import { ApiError } from '@mortar/contract'
import { textOf } from './form.ts'

/** One of the choices that a form offers. What is none is refused at its field, as the API would: nothing is ever taken for another. */
export function choiceOf<const T extends string>(form: FormData, name: string, choices: readonly T[]): T {
  const given = textOf(form, name)
  const chosen = choices.find((choice) => choice === given)
  if (chosen === undefined) throw unknownChoice(name)
  return chosen
}

function unknownChoice(field: string): ApiError {
  const errors = [{ field, code: 'invalid_value', message: 'is none of the choices' }]
  const problem = { type: '/api/problems#invalid_input', title: 'Some of the input is not valid', status: 400 }
  return new ApiError({ ...problem, code: 'invalid_input', errors }, 400)
}
