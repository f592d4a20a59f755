import type { Colour } from './spec.ts';

/**
 * Light values as attributes, for a drawing that stands alone (file, picture, e-mail). In a page the classes of
 * `groundswell.css` win over them and follow the reader's scheme. Contrast on the card: `ux.md`, measured.
 */
export const light: Record<Colour | 'text' | 'muted' | 'rule' | 'card' | 'hole', string> = {
  teal: '#00796B',
  blue: '#0072B2',
  vermillion: '#C2410C',
  purple: '#8E4585',
  ochre: '#8A6100',
  grey: '#5B6068',
  text: '#1B1D21',
  muted: '#575C66',
  rule: '#DCDDD8',
  card: '#FFFFFF',
  hole: '#E9E9E5',
};

/** Type of a drawing that stands alone; never left to the system, so that pictures look alike everywhere. */
export const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
