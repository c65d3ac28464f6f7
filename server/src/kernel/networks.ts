import ipaddr from 'ipaddr.js'

/** First and last address, as numbers of IPv6; those of IPv4 are counted where IPv6 has its own place for them. */
type Range = { first: bigint; last: bigint }

/** An eighth of all addresses: far more than any company has, let alone its proxies. */
const tooMany = 8n

/**
 * Whether networks, taken together, hold so much of either internet that they name nobody: as a list of proxies they would
 * let anyone say where a request comes from. Whoever asks has checked that each is an address or `address/bits`.
 */
export function holdMostOfTheInternet(networks: string[]): boolean {
  const ranges = networks.map(rangeOf)
  return [rangeOf('0.0.0.0/0'), rangeOf('2000::/3')].some((internet) => {
    const shared = merged(ranges.map((range) => common(range, internet)).filter(({ first, last }) => first <= last))
    const held = shared.reduce((sum, { first, last }) => sum + last - first + 1n, 0n)
    return held * tooMany >= internet.last - internet.first + 1n
  })
}

function rangeOf(network: string): Range {
  const [text = '', bits] = network.split('/')
  const address = ipaddr.parse(text)
  const isShort = address.kind() === 'ipv4'
  const bytes = (isShort ? (address as ipaddr.IPv4).toIPv4MappedAddress() : address).toByteArray()
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const fixed = bits === undefined ? 128 : Number(bits) + (isShort ? 96 : 0)
  const free = (1n << BigInt(128 - fixed)) - 1n
  return { first: value & ~free, last: value | free }
}

const larger = (one: bigint, other: bigint) => (one > other ? one : other)
const smaller = (one: bigint, other: bigint) => (one < other ? one : other)

function common(one: Range, other: Range): Range {
  return { first: larger(one.first, other.first), last: smaller(one.last, other.last) }
}

/** The same addresses in ranges that do not meet. */
function merged(ranges: Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))
  const apart: Range[] = []
  for (const range of sorted) {
    const before = apart.at(-1)
    if (before && range.first <= before.last) before.last = larger(before.last, range.last)
    else apart.push({ ...range })
  }
  return apart
}
