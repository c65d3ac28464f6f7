import Bowser from 'bowser'

const mostRead = 500
const mostKept = 120

/** `Firefox on Linux`, from what a browser says of itself; null where it says nothing that people would recognise. */
export function deviceOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '') return null
  const { browser, os } = Bowser.parse(userAgent.slice(0, mostRead))
  if (browser.name === undefined || browser.name === '') return null
  return (os.name === undefined ? browser.name : `${browser.name} on ${os.name}`).slice(0, mostKept)
}
