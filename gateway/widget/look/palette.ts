/** Contrast by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): of text 4.5, of what is only seen 3. */
const TEXT = 4.5;
const SHAPE = 3;

export const DEFAULT_COLOUR = '#0d6b78';

export type Theme = 'light' | 'dark';

type Rgb = readonly [number, number, number];

/** The surfaces on which the colour of the business is shown, those in `frame.css`. */
const SURFACES: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#ffffff', '#f1f4f5'],
  dark: ['#161c1f', '#252e32'],
};

/**
 * What one colour of a business becomes, so that everything on it and in it can be read: `accent` for surfaces with `accentText` on
 * them, `ink` for words, icons and outlines on the widget's own surfaces.
 *
 * @param colour `#rrggbb`; Parley's own where it is anything else
 */
export function paletteOf(
  colour: string | undefined,
  theme: Theme,
): { readonly accent: string; readonly accentText: string; readonly ink: string } {
  const wanted = rgbOf(colour ?? '') ?? rgbOf(DEFAULT_COLOUR) ?? [0, 0, 0];
  const surfaces = SURFACES[theme].map((one): Rgb => rgbOf(one) ?? [0, 0, 0]);
  const isReadable = (least: number) => (one: Rgb) => surfaces.every((surface) => contrast(one, surface) >= least);
  const away: Rgb = theme === 'light' ? [0, 0, 0] : [255, 255, 255];
  const accent = moved(wanted, away, isReadable(theme === 'dark' ? SHAPE : 1));
  const white: Rgb = [255, 255, 255];
  return {
    accent: hexOf(accent),
    // One of the two always holds: their own contrast is 21.
    accentText: contrast(white, accent) >= TEXT ? '#ffffff' : '#000000',
    ink: hexOf(moved(wanted, away, isReadable(TEXT))),
  };
}

export function contrastOf(a: string, b: string): number {
  return contrast(rgbOf(a) ?? [0, 0, 0], rgbOf(b) ?? [0, 0, 0]);
}

/** The colour moved towards another, in small steps, until it is good. */
function moved(from: Rgb, to: Rgb, isGood: (one: Rgb) => boolean): Rgb {
  for (let part = 0; part < 1; part += 0.05) {
    const one: Rgb = [mix(from[0], to[0], part), mix(from[1], to[1], part), mix(from[2], to[2], part)];
    if (isGood(one)) return one;
  }
  return to;
}

function mix(a: number, b: number, part: number): number {
  return Math.round(a + (b - a) * part);
}

function rgbOf(hex: string): Rgb | undefined {
  const digits = /^#([\da-f]{6})$/i.exec(hex)?.[1];
  if (digits === undefined) return undefined;
  const all = Number.parseInt(digits, 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
