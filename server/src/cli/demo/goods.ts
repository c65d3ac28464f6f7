/** What pharmacies sell besides medicines. Made up, unbranded. */
import { must } from '../../kernel/must.ts'
export type Good = {
  name: string
  description: string
  category: 'first-aid' | 'hygiene' | 'devices' | 'nutrition' | 'baby' | 'beauty'
  /** France: 5.5 % for food and protection (CGI art. 278-0 bis), otherwise 20 %. */
  tax_class: 'reduced' | 'standard'
  /** Months until a fresh lot expires; null when it never does. */
  keeps_months: number | null
  /** By what its variants differ; empty when there is one. */
  option: string
  variants: readonly (readonly [value: string, price_minor: number])[]
}

type Rest = Partial<Pick<Good, 'tax_class' | 'keeps_months' | 'option'>>

const good = (
  category: Good['category'],
  name: string,
  description: string,
  variants: Good['variants'] | number,
  rest: Rest = {},
): Good => ({
  name,
  description,
  category,
  tax_class: 'standard',
  keeps_months: null,
  option: '',
  ...rest,
  variants: typeof variants === 'number' ? [['', variants]] : variants,
})

const sizes = (...prices: readonly [number, number, number]) =>
  ['S', 'M', 'L'].map((size, i) => [size, must(prices[i], `the price of ${size}`)] as const)

export const goods: readonly Good[] = [
  good(
    'first-aid',
    'Adhesive plasters, fabric, 20',
    'Breathable fabric plasters that stay on moving joints.',
    [
      ['19 × 72 mm', 295],
      ['25 × 72 mm', 325],
      ['assorted', 345],
    ],
    { option: 'size', keeps_months: 48 },
  ),
  good('first-aid', 'Adhesive plasters, waterproof, 20', 'Waterproof plasters for hands and feet.', 375, {
    keeps_months: 48,
  }),
  good('first-aid', 'Blister plasters, hydrocolloid, 6', 'Cushions a blister and lets it heal.', 645, {
    keeps_months: 36,
  }),
  good(
    'first-aid',
    'Elastic bandage, 4 m',
    'Supports a sprained wrist or ankle.',
    [
      ['6 cm', 390],
      ['8 cm', 450],
      ['10 cm', 520],
    ],
    { option: 'width' },
  ),
  good('first-aid', 'Sterile gauze compresses, 10', 'Single packed, 10 × 10 cm.', 340, { keeps_months: 60 }),
  good('first-aid', 'Surgical tape, paper, 5 m', 'Gentle on the skin, easy to tear.', 260, { keeps_months: 60 }),
  good('first-aid', 'Instant cold pack', 'Cold within seconds, used once.', 290, { keeps_months: 36 }),
  good('first-aid', 'Reusable hot and cold pack', 'From the freezer or the water bath.', 890),
  good('first-aid', 'First-aid kit for travelling', 'Forty pieces in a soft pouch.', 1890, { keeps_months: 36 }),
  good('first-aid', 'Emergency blanket', 'Gold and silver foil, 160 × 210 cm.', 350),
  good(
    'hygiene',
    'Hand sanitiser gel',
    'Alcohol gel, without scent.',
    [
      ['100 ml', 290],
      ['300 ml', 550],
      ['500 ml', 790],
    ],
    { option: 'volume', keeps_months: 30 },
  ),
  good('hygiene', 'Surgical masks, type IIR, 50', 'Fluid resistant, with ear loops.', 990, {
    keeps_months: 36,
    tax_class: 'reduced',
  }),
  good('hygiene', 'Nitrile examination gloves, 100', 'Without powder, without latex.', sizes(890, 890, 890), {
    option: 'size',
    keeps_months: 48,
  }),
  good(
    'hygiene',
    'Toothbrush',
    'Small head, rounded bristles.',
    [
      ['soft', 320],
      ['medium', 320],
    ],
    { option: 'bristles' },
  ),
  good('hygiene', 'Fluoride toothpaste, 75 ml', 'With 1,450 ppm of fluoride.', 420, { keeps_months: 30 }),
  good(
    'hygiene',
    'Interdental brushes, 6',
    'Coated wire, with a cap.',
    [
      ['0.4 mm', 490],
      ['0.6 mm', 490],
      ['0.8 mm', 490],
    ],
    { option: 'size' },
  ),
  good('hygiene', 'Saline nasal wash, 30 single doses of 5 ml', 'Isotonic, sterile.', 690, { keeps_months: 24 }),
  good('hygiene', 'Sanitary towels, 14', 'Cotton, without scent.', 380, { tax_class: 'reduced' }),
  good('hygiene', 'Cotton pads, 100', 'Organic cotton.', 310),
  good('devices', 'Digital thermometer', 'Reads in ten seconds, flexible tip.', 790),
  good('devices', 'Infrared ear thermometer', 'Reads in one second.', 3490),
  good('devices', 'Blood-pressure monitor, upper arm', 'Automatic, two users, irregular pulse shown.', 4990),
  good('devices', 'Pulse oximeter', 'For the fingertip.', 2990),
  good('devices', 'Pregnancy test', 'From the day of the missed period.', 590, { keeps_months: 24 }),
  good('devices', 'Weekly pill organiser', 'Four boxes a day, seven days.', 1190),
  good('devices', 'Pill cutter', 'With a steel blade and a guard.', 690),
  good('devices', 'Compression stockings, class 2', 'Knee high, closed toe.', sizes(2490, 2490, 2490), {
    option: 'size',
  }),
  good('devices', 'Knee support', 'Knitted, with an open patella.', sizes(2190, 2190, 2290), { option: 'size' }),
  good('devices', 'Foam ear plugs, 10', 'Mutes by 35 dB.', 450),
  good('nutrition', 'Vitamin C 500 mg, 30 chewable tablets', 'Food supplement, orange flavour.', 690, {
    tax_class: 'reduced',
    keeps_months: 24,
  }),
  good('nutrition', 'Magnesium with vitamin B6, 60 tablets', 'Food supplement.', 990, {
    tax_class: 'reduced',
    keeps_months: 24,
  }),
  good(
    'nutrition',
    'High-protein drink, 200 ml',
    'For special medical purposes.',
    [
      ['vanilla', 340],
      ['chocolate', 340],
      ['coffee', 340],
    ],
    { option: 'flavour', tax_class: 'reduced', keeps_months: 10 },
  ),
  good('nutrition', 'Herbal tea for the evening, 20 bags', 'Lime blossom, verbena, orange leaves.', 540, {
    tax_class: 'reduced',
    keeps_months: 18,
  }),
  good('baby', 'Infant milk, first age, 800 g', 'From birth to six months, when breastfeeding is not possible.', 1990, {
    tax_class: 'reduced',
    keeps_months: 14,
  }),
  good('baby', 'Cleansing water for babies, 500 ml', 'Without rinsing, without scent.', 790, { keeps_months: 30 }),
  good(
    'baby',
    'Nappies',
    'Without scent or lotion.',
    [
      ['3–6 kg', 990],
      ['5–9 kg', 1090],
      ['9–14 kg', 1190],
    ],
    { option: 'size' },
  ),
  good('baby', 'Feeding bottle, 240 ml', 'Glass, with a slow teat.', 1150),
  good(
    'beauty',
    'Sun cream, 50 ml',
    'For the face, water resistant.',
    [
      ['SPF 30', 1290],
      ['SPF 50+', 1490],
    ],
    { option: 'protection', keeps_months: 30 },
  ),
  good('beauty', 'Hand cream, 50 ml', 'With glycerine, for dry hands.', 490, { keeps_months: 30 }),
  good('beauty', 'Lip balm', 'Beeswax and almond oil.', 350, { keeps_months: 30 }),
  good('beauty', 'Face cream for sensitive skin, 40 ml', 'Few ingredients, no scent.', 1450, { keeps_months: 24 }),
]
