/** Where a shop may stand: what it sells in and whose clock its days follow. Tax rates for each stand in pricing. */
export const countries: Record<string, { currency: string; time_zone: string }> = {
  FR: { currency: 'EUR', time_zone: 'Europe/Paris' },
  BE: { currency: 'EUR', time_zone: 'Europe/Brussels' },
  DE: { currency: 'EUR', time_zone: 'Europe/Berlin' },
}

/** Of a shop that has not said where it stands. */
export const homeCountry = 'FR'
